package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/** Finds the process that holds the lock of a file, such as that of containerd's metadata database. */
public final class FileLocks {

    private final ProcTable processes;

    public FileLocks(ProcTable processes) {
        this.processes = processes;
    }

    /**
     * Finds the process that keeps another one from locking a file: it holds a lock and has the file open. Those of users other
     * than this one and root do not count: they cannot open a file of ours, but could make one that looks like it.
     *
     * @param waiting the process that waits for the lock
     * @return empty if nobody holds the lock, or the holder cannot be determined
     */
    public OptionalLong holder(Path file, long waiting) throws IOException {
        long inode;
        String real;
        try {
            inode = (Long) Files.getAttribute(file, "unix:ino");
            real = file.toRealPath().toString();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
        for (long pid : holders(processes.locks(), ":" + inode)) {
            if (pid != waiting && processes.isTrusted(pid) && openFiles(pid).contains(real)) {
                return OptionalLong.of(pid);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns the files that have been removed since a process opened them, of all processes that hold a lock, with the
     * process. Those of users other than this one and root do not count, and neither do those in other mount namespaces, such
     * as containers: the path of a removed file does not tell where it was for this process.
     */
    public Map<Path, Long> removed() throws IOException {
        Map<Path, Long> removed = new HashMap<>();
        for (long pid : holders(processes.locks(), "")) {
            if (processes.isTrusted(pid) && processes.sharesMounts(pid)) {
                openFiles(pid).stream().filter(file -> file.startsWith("/") && file.endsWith(ProcTable.REMOVED))
                        .forEach(file -> removed.put(
                                Path.of(file.substring(0, file.length() - ProcTable.REMOVED.length())), pid));
            }
        }
        return removed;
    }

    private List<String> openFiles(long pid) {
        try {
            return processes.openFiles(pid);
        } catch (IOException e) {
            // ended in the meantime, or belongs to another user
            return List.of();
        }
    }

    /**
     * Returns the pids that hold a lock on a file, from lines such as {@code 1: FLOCK ADVISORY WRITE 4711 08:01:1234 0
     * EOF}; those that wait have an arrow after the number.
     *
     * @param inode the end of the column of the file
     */
    static Set<Long> holders(List<String> locks, String inode) {
        return locks.stream().map(line -> line.split(" +"))
                .filter(columns -> columns.length >= 6 && !columns[1].equals("->") && columns[5].endsWith(inode))
                .map(columns -> Long.valueOf(columns[4])).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
