package io.quarkiverse.containerd.runtime.host.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A lock that is held. */
public final class PathLock implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final Object identity;

    PathLock(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.identity = identity(file);
    }

    /** Whether the locked file is still at its path: nobody is kept out by one that was removed. */
    public boolean isInPlace() {
        try {
            return identity.equals(identity(file));
        } catch (IOException e) {
            return false;
        }
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
