package io.quarkiverse.containerd.runtime.host.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A directory that is kept open, so that the kernel gives its inode number to no other one: a directory that has been made
 * again is told apart from it.
 */
public final class HeldDirectory implements Closeable {

    private final Path path;
    private final DirectoryStream<Path> open;
    private final Object key;

    private HeldDirectory(Path path, DirectoryStream<Path> open, Object key) {
        this.path = path;
        this.open = open;
        this.key = key;
    }

    /** Opens a directory. @throws IOException if there is none, or it cannot be opened */
    public static HeldDirectory open(Path path) throws IOException {
        DirectoryStream<Path> open = Files.newDirectoryStream(path);
        try {
            return new HeldDirectory(path, open, key(path));
        } catch (IOException e) {
            open.close();
            throw e;
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Whether its path leads to this directory, and not to another one or nowhere. */
    public boolean isInPlace() {
        try {
            return key.equals(key(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes the directory. */
    @Override
    public void close() throws IOException {
        open.close();
    }
}
