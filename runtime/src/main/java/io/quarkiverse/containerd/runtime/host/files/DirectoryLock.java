package io.quarkiverse.containerd.runtime.host.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Keeps other daemons out of a directory while this one uses it: otherwise each would take the other's containerd
 * for a leftover. The lock is the kernel's and ends with the process, so that a daemon that was killed is in
 * nobody's way.
 */
public final class DirectoryLock implements Closeable {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
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
                FileChannel channel = open(file);
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
            throw new HostException(directory + " cannot be locked by " + file + ": "
                    + FileSystemErrors.explain(e, directory, "Make it writable for this user, or configure another directory."),
                    e);
        }
    }

    /**
     * Opens the file, which nobody else can: who can open it can lock it, and so keep this daemon from starting. It is
     * opened for reading as well, so that a FIFO in its place does not wait for a reader.
     */
    private static FileChannel open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), PosixFilePermissions.asFileAttribute(MODE));
        Files.setPosixFilePermissions(file, MODE);
        return channel;
    }

    private static OptionalLong holder(Path file) throws IOException {
        return new FileLocks(new ProcTable()).holder(file, 0);
    }

    private static String describe(OptionalLong pid) {
        return pid.isPresent()
                ? "process " + pid.getAsLong() + " ("
                        + BoundedText.name(String.join(" ", new ProcTable().commandLine(pid.getAsLong()))) + ")"
                : "another process";
    }

    /** Releases the directory. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
