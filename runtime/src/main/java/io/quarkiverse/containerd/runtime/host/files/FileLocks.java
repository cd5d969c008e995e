package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/** Finds the process that holds the lock of a file, such as that of containerd's metadata database. */
public final class FileLocks {

    private final ProcTable processes;

    public FileLocks(ProcTable processes) {
        this.processes = processes;
    }

    /**
     * Finds the process that keeps another one from locking a file: it holds a lock and has the file open.
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
        for (long pid : holders(processes.locks(), inode)) {
            try {
                if (pid != waiting && processes.openFiles(pid).contains(real)) {
                    return OptionalLong.of(pid);
                }
            } catch (IOException e) {
                // ended in the meantime, or belongs to another user
                continue;
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns the pids that hold a lock on an inode, from lines such as {@code 1: FLOCK ADVISORY WRITE 4711 08:01:1234 0
     * EOF}; those that wait have an arrow after the number.
     */
    static List<Long> holders(List<String> locks, long inode) {
        List<Long> pids = new ArrayList<>();
        for (String line : locks) {
            String[] columns = line.split(" +");
            if (columns.length >= 6 && !columns[1].equals("->") && columns[5].endsWith(":" + inode)) {
                pids.add(Long.valueOf(columns[4]));
            }
        }
        return pids;
    }
}
