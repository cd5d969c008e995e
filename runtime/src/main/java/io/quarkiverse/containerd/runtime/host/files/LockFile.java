package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The file whose lock tells that a daemon works with a path. The lock is the kernel's and ends with the process, so that a
 * daemon that was killed is in nobody's way.
 *
 * @param path the path that one daemon at a time may work with, without symbolic links
 * @param file the file that is locked
 */
public record LockFile(Path path, Path file) {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
    private static final ProcTable PROCESSES = new ProcTable();

    /** The lock of a directory is a file in it. */
    public static LockFile ofDirectory(Path directory) {
        return new LockFile(directory, directory.resolve("daemon.lock"));
    }

    /** The lock of a file is a file beside it. */
    public static LockFile ofFile(Path file) {
        return new LockFile(file, file.resolveSibling(file.getFileName() + ".lock"));
    }

    /** Returns the locked files that have been removed, with the processes that still hold their locks. */
    public static Map<Path, Long> removed() throws IOException {
        return new FileLocks(PROCESSES).removed();
    }

    /**
     * Checks that no process holds the lock.
     *
     * @param removed the locked files that have been removed: who holds the lock of one works with the path all the same
     * @throws InUseException if one does
     * @throws IOException if that cannot be found out
     */
    public void requireFree(Map<Path, Long> removed) throws IOException {
        Long holder = removed.get(file);
        if (holder != null) {
            throw inUse(holder);
        }
        OptionalLong locking = new FileLocks(PROCESSES).holder(file, 0);
        if (locking.isPresent()) {
            throw inUse(locking.getAsLong());
        }
    }

    /**
     * Locks the file.
     *
     * @throws InUseException if another process holds the lock
     * @throws HostException if the file cannot be made, opened or locked
     */
    public PathLock acquire() throws InUseException, HostException {
        try {
            // asked first, because an application of this process would lose its lock when the file is closed here
            requireFree(Map.of());
            return lock();
        } catch (InUseException e) {
            throw e;
        } catch (IOException e) {
            throw new HostException(path + " cannot be locked by " + file + ": "
                    + FileSystemErrors.explain(e, path, "Make it writable for this user, or configure another path."), e);
        }
    }

    private PathLock lock() throws IOException {
        FileChannel channel = open();
        try {
            if (channel.tryLock() != null) {
                return new PathLock(file, channel);
            }
            requireFree(Map.of());
            throw inUse("another process");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Opens the file, which nobody else can: who can open it can lock it, and so keep this daemon from starting. It is
     * opened for reading as well, so that a FIFO in its place does not wait for a reader.
     */
    private FileChannel open() throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), PosixFilePermissions.asFileAttribute(MODE));
        Files.setPosixFilePermissions(file, MODE);
        return channel;
    }

    private InUseException inUse(long pid) {
        return inUse("process " + pid + " (" + BoundedText.name(withoutOptions(PROCESSES.commandLine(pid))) + ")");
    }

    /** Options may have secrets. */
    private static String withoutOptions(List<String> command) {
        int jar = command.indexOf("-jar");
        if (jar > 0 && jar + 1 < command.size()) {
            return command.get(0) + " -jar " + command.get(jar + 1);
        }
        return command.isEmpty() ? "" : command.get(0);
    }

    private InUseException inUse(String holder) {
        return new InUseException(path + " is in use by " + holder
                + ". Stop that daemon, or give this one run, root and state directories, and other paths, of its own.");
    }
}
