package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files that users name. Anything but a regular file is refused: opening a FIFO waits for a writer, and a
 * device may never end.
 */
public final class RegularFiles {

    private RegularFiles() {
    }

    /**
     * Opens a file for reading; a symbolic link counts as its target.
     *
     * @throws IOException if the file cannot be opened or is not a regular file
     */
    public static InputStream open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        return Files.newInputStream(file);
    }
}
