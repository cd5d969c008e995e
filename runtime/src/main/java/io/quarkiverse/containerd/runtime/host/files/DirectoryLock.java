package io.quarkiverse.containerd.runtime.host.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.host.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * Keeps other daemons out of a directory while this one uses it: otherwise each would take the other's containerd
 * for a leftover. The lock is the kernel's and ends with the process, so that a daemon that was killed is in
 * nobody's way.
 */
public final class DirectoryLock implements Closeable {

    private static final String FILE = "daemon.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a directory.
     *
     * @param directory an existing directory
     * @throws HostException if another daemon holds the lock, naming its process, or if the directory cannot be locked
     */
    public static DirectoryLock acquire(Path directory) throws HostException {
        Path file = directory.resolve(FILE);
        try {
            // asked first, because an application of this process would lose its lock when the file is closed here
            if (holder(file).isEmpty()) {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    return new DirectoryLock(channel);
                }
                channel.close();
            }
            throw new HostException(directory + " is in use by " + describe(holder(file))
                    + ". Stop that daemon, or give this one run, root and state directories of its own.");
        } catch (HostException e) {
            throw e;
        } catch (IOException e) {
            throw new HostException(directory + " cannot be locked by " + file + ": " + FileSystemErrors.describe(e)
                    + ". Make it writable for this user, or configure another directory.", e);
        }
    }

    private static OptionalLong holder(Path file) throws IOException {
        return new FileLocks(new ProcTable()).holder(file, 0);
    }

    private static String describe(OptionalLong pid) {
        return pid.isPresent()
                ? "process " + pid.getAsLong() + " ("
                        + String.join(" ", new ProcTable().commandLine(pid.getAsLong())) + ")"
                : "another process";
    }

    /** Releases the directory. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
