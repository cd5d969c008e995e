package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An archive of the preseed directory.
 *
 * @param file the file
 * @param path the path relative to the preseed directory, as text; names that cannot be decoded are percent-encoded
 * @param namespace the namespace that its images go into
 * @param required whether the daemon counts as started only after it has been loaded
 * @param stamp its fingerprint; empty if it cannot be read
 * @param problem the reason why it cannot be loaded whatever it contains; empty if there is none
 */
public record PreseedArchive(Path file, String path, String namespace, boolean required, Optional<FileStamp> stamp,
        String problem) {

    /** Returns its size in bytes; 0 if it cannot be read. */
    public long size() {
        return stamp.map(FileStamp::bytes).orElse(0L);
    }

    /** Checks that it has no problem. @throws IOException if it has one */
    public void requireUsable() throws IOException {
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }
}
