package io.quarkiverse.containerd.runtime.preseed.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;

/**
 * A fingerprint of an archive, that is of a file or of a directory with an OCI image layout. It differs after the archive has
 * been written to or replaced, also by one of the same size and modification time, as reproducible builds make them.
 *
 * @param bytes the size of the files in bytes
 * @param modified the newest of their modification times
 * @param changed the newest time at which a file or its attributes changed, which nobody can set
 * @param identity a digest of the files' names, inodes, sizes and times
 */
public record FileStamp(long bytes, Instant modified, Instant changed, Digest identity) {

    private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,dev,ino,isDirectory";
    /** What a layout has besides its blobs. */
    private static final List<String> LAYOUT = List.of("oci-layout", "index.json", "blobs");

    /**
     * Returns the fingerprint of an archive now. Symbolic links are followed.
     *
     * @throws IOException if it cannot be read; it may just have gone
     */
    public static FileStamp of(Path archive) throws IOException {
        Map<String, Map<String, Object>> files = new TreeMap<>();
        files.put("", Files.readAttributes(archive, ATTRIBUTES));
        if (Files.isDirectory(archive)) {
            for (String name : LAYOUT) {
                add(archive, archive.resolve(name), files);
            }
            addBlobs(archive, archive.resolve("blobs").resolve("sha256"), files);
        }
        return of(files);
    }

    /** Returns the fingerprint of an archive now; empty if it cannot be read. */
    static Optional<FileStamp> find(Path archive) {
        try {
            return Optional.of(of(archive));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void addBlobs(Path archive, Path blobs, Map<String, Map<String, Object>> files) throws IOException {
        if (!Files.isDirectory(blobs)) {
            return;
        }
        add(archive, blobs, files);
        try (Stream<Path> entries = Files.list(blobs)) {
            for (Path blob : (Iterable<Path>) entries::iterator) {
                add(archive, blob, files);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void add(Path archive, Path file, Map<String, Map<String, Object>> files) throws IOException {
        try {
            files.put(archive.relativize(file).toString(), Files.readAttributes(file, ATTRIBUTES));
        } catch (NoSuchFileException e) {
            // a layout that is being made lacks files, and a link may lead nowhere
        }
    }

    private static FileStamp of(Map<String, Map<String, Object>> files) {
        MessageDigest identity = Digest.sha256();
        files.forEach((name, attributes) -> identity.update((name + new TreeMap<>(attributes) + "\n").getBytes(UTF_8)));
        return new FileStamp(
                files.values().stream().filter(attributes -> !(boolean) attributes.get("isDirectory"))
                        .mapToLong(attributes -> (long) attributes.get("size")).sum(),
                newest("lastModifiedTime", files), newest("ctime", files), Digest.of(identity));
    }

    private static Instant newest(String time, Map<String, Map<String, Object>> files) {
        return Collections.max(files.values().stream().map(attributes -> (FileTime) attributes.get(time)).toList()).toInstant();
    }
}
