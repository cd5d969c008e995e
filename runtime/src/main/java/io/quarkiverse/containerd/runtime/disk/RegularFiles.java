package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Opens files that users name, and files of the daemon. Anything but a regular file is refused: opening a FIFO waits for a
 * writer, and a device may never end. A file that is replaced by a FIFO between the look at it and the opening is refused, too.
 */
public final class RegularFiles {

    private static final FileOpenings OPENINGS = new FileOpenings(Duration.ofSeconds(10), 64);

    private RegularFiles() {
    }

    /**
     * Opens a file for reading; a symbolic link counts as its target.
     *
     * @throws FileSystemException if it is not a regular file, or opening it takes more than 10 s
     * @throws IOException if it cannot be opened
     */
    public static FileChannel open(Path file) throws IOException {
        return open(file, OPENINGS);
    }

    static FileChannel open(Path file, FileOpenings openings) throws IOException {
        return openings.await(file, () -> openRegular(file), RegularFiles::close);
    }

    private static FileChannel openRegular(Path file, LinkOption... links) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, links).isRegularFile()) {
            throw irregular(file);
        }
        Set<OpenOption> options = new HashSet<>(List.of(links));
        options.add(StandardOpenOption.READ);
        FileChannel channel = FileChannel.open(file, options);
        try {
            // a FIFO that has a writer is opened at once, but has no position
            channel.position();
            return channel;
        } catch (IOException e) {
            close(channel);
            throw irregular(file);
        }
    }

    private static FileSystemException irregular(Path file) {
        return new FileSystemException(file.toString(), null, "not a regular file");
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file; a symbolic link counts as its target.
     *
     * @param most the number of bytes that it may have
     * @throws FileSystemException if it is not a regular file, has more bytes, or opening it takes more than 10 s
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path file, int most) throws IOException {
        return read(file, most, new LinkOption[0]);
    }

    /**
     * Reads a file that the daemon itself has written, where no symbolic link can be.
     *
     * @param most the number of bytes that it may have
     * @throws FileSystemException if it is not a regular file, has more bytes, or opening it takes more than 10 s
     * @throws IOException if it cannot be read
     */
    public static byte[] readOwn(Path file, int most) throws IOException {
        return read(file, most, LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads on when the thread is interrupted: a file is not damaged because of that. */
    private static byte[] read(Path file, int most, LinkOption... links) throws IOException {
        return OPENINGS.awaitUninterruptibly(file, () -> {
            try (FileChannel channel = openRegular(file, links); InputStream in = Channels.newInputStream(channel)) {
                byte[] content = in.readNBytes(most + 1);
                if (content.length > most) {
                    throw new FileSystemException(file.toString(), null, "it has more than " + most + " bytes");
                }
                return content;
            }
        });
    }
}
