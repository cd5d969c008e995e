package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fingerprint of a file, or of a directory with an OCI image layout, which differs after it has been written to.
 *
 * @param files the number of files and directories
 * @param bytes the sum of their sizes
 * @param modified the newest of their modification times
 */
public record FileStamp(long files, long bytes, Instant modified) {

    /** From the layout's directory by way of blobs and sha256 to the blobs. */
    private static final int DEPTH = 3;

    /** @throws IOException if it cannot be read; it may just have gone */
    public static FileStamp of(Path archive) throws IOException {
        try (Stream<Path> paths = Files.walk(archive, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            List<BasicFileAttributes> all = paths.map(FileStamp::attributes).toList();
            return new FileStamp(all.size(), all.stream().mapToLong(BasicFileAttributes::size).sum(),
                    all.stream().map(attributes -> attributes.lastModifiedTime().toInstant())
                            .max(Instant::compareTo).orElse(Instant.EPOCH));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
