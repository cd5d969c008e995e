package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files that users name, and files of the daemon. Anything but a regular file is refused: opening a FIFO waits for a
 * writer, and a device may never end.
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

    /**
     * Reads a file that the daemon itself has written, where no symbolic link can be.
     *
     * @param most the number of bytes that it may have
     * @throws FileSystemException if it is not a regular file, or has more bytes
     * @throws IOException if it cannot be read
     */
    public static byte[] readOwn(Path file, int most) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new FileSystemException(file.toString(), null, "it has more than " + most + " bytes");
            }
            return content;
        }
    }
}
