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
 * Differs between two moments if a file, or a directory with an OCI image layout, has been written to between them.
 *
 * @param files how many files and directories
 * @param bytes their bytes
 * @param modified when one of them was written to last
 */
public record FileStamp(long files, long bytes, Instant modified) {

    /** The layout's directory, blobs, sha256, the blobs. */
    private static final int DEPTH = 3;

    /** @throws IOException if it cannot be looked at; it may just have gone */
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
