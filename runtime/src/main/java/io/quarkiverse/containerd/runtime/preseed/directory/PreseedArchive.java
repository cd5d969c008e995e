package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An archive of the preseed directory.
 *
 * @param file the file
 * @param path the file relative to the preseed directory
 * @param namespace the namespace it is for
 * @param required whether the daemon counts as started only after it has been loaded
 * @param size bytes; 0 if there is no such file
 * @param version changes when the file changes; empty if there is no such file
 * @param problem why it cannot be loaded, whatever is in it; empty if nothing is known against it
 */
public record PreseedArchive(Path file, String path, String namespace, boolean required, long size, String version,
        String problem) {

    /** @throws IOException if something is known against it */
    public void requireUsable() throws IOException {
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }
}
