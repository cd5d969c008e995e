package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files that users name, and files of the daemon. Anything but a regular file is refused: opening a FIFO waits for a
 * writer, and a device may never end.
 */
public final class RegularFiles {

    private RegularFiles() {
    }

    /**
     * Opens a file for reading; a symbolic link counts as its target. Java looks at a path before it opens it, and cannot open
     * without waiting: whoever puts a FIFO in the place of a file between the two makes this wait. A device in its place
     * does no harm to those who read a bounded number of bytes.
     *
     * @throws FileSystemException if it is not a regular file
     * @throws IOException if it cannot be opened
     */
    public static FileChannel open(Path file) throws IOException {
        requireRegular(file);
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static void requireRegular(Path file, LinkOption... links) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, links).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
    }

    /**
     * Reads a file; a symbolic link counts as its target.
     *
     * @param most the number of bytes that it may have
     * @throws FileSystemException if it is not a regular file, or has more bytes
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path file, int most) throws IOException {
        return read(file, most, new LinkOption[0]);
    }

    /**
     * Reads a file that the daemon itself has written, where no symbolic link can be.
     *
     * @param most the number of bytes that it may have
     * @throws FileSystemException if it is not a regular file, or has more bytes
     * @throws IOException if it cannot be read
     */
    public static byte[] readOwn(Path file, int most) throws IOException {
        return read(file, most, LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] read(Path file, int most, LinkOption... links) throws IOException {
        requireRegular(file, links);
        // unlike a channel's, this stream reads on when the thread is interrupted: a file is not damaged because of that
        try (InputStream in = Files.newInputStream(file, links)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new FileSystemException(file.toString(), null, "it has more than " + most + " bytes");
            }
            return content;
        }
    }
}
