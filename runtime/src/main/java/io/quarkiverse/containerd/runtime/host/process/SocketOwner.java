package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * Finds the process that listens on a socket. A socket that answers may belong to a containerd of an earlier
 * run, so an answer alone does not prove that the child is ready.
 */
public final class SocketOwner {

    /** The flag in {@code /proc/net/unix} of a socket that accepts connections. */
    private static final int ACCEPTS_CONNECTIONS = 0x10000;
    /** The state in {@code /proc/net/tcp} of a socket that accepts connections. */
    private static final String LISTENS = "0A";

    private final ProcTable processes;

    /** @param processes the process table */
    public SocketOwner(ProcTable processes) {
        this.processes = processes;
    }

    /**
     * Whether a process listens on a socket; one that is ending, or has ended, does not.
     *
     * @param socket the path as the process has bound it
     * @throws AccessDeniedException if this user may not inspect the process
     */
    boolean listens(long pid, Path socket) throws AccessDeniedException {
        try {
            Set<String> inodes = listening(processes.unixSockets(pid), socket.toString());
            return !inodes.isEmpty() && hasOpen(pid, inodes);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether a process listens on a TCP port; one that is ending, or has ended, does not.
     *
     * @throws AccessDeniedException if this user may not inspect the process
     */
    boolean listens(long pid, int port) throws AccessDeniedException {
        try {
            Set<String> inodes = listening(processes.tcpSockets(pid), port);
            return !inodes.isEmpty() && hasOpen(pid, inodes);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether anybody listens on a TCP port in the network namespace of a process. */
    boolean isListenedOn(long pid, int port) throws IOException {
        return !listening(processes.tcpSockets(pid), port).isEmpty();
    }

    /** Whether anybody listens on a unix socket in the network namespace of a process. */
    boolean isListenedOn(long pid, Path socket) throws IOException {
        return !listening(processes.unixSockets(pid), socket.toString()).isEmpty();
    }

    /**
     * Returns a process that listens on a socket, among those that this user may inspect. The kernel lists a socket by the path
     * that its process has bound; only processes of this user and root for which that is the same file count.
     */
    public OptionalLong find(Path socket) throws IOException {
        return findOther(socket, 0);
    }

    /** Finds a process other than one that is known to have bound this path, too. @param known its pid */
    OptionalLong findOther(Path socket, long known) throws IOException {
        Set<String> inodes = listening(processes.unixSockets(ProcessHandle.current().pid()), socket.toString());
        if (inodes.isEmpty()) {
            return OptionalLong.empty();
        }
        for (long pid : processes.pids()) {
            try {
                if (pid != known && processes.isTrusted(pid) && processes.isSameFor(pid, socket) && hasOpen(pid, inodes)) {
                    return OptionalLong.of(pid);
                }
            } catch (IOException e) {
                // ended in the meantime, or belongs to another user
                continue;
            }
        }
        return OptionalLong.empty();
    }

    private boolean hasOpen(long pid, Set<String> inodes) throws IOException {
        for (String target : processes.openFiles(pid)) {
            if (target.startsWith("socket:[") && inodes.contains(target.substring(8, target.length() - 1))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the inodes of the listening sockets bound to a path, from the columns Num, RefCount, Protocol, Flags, Type,
     * St, Inode, Path.
     */
    static Set<String> listening(List<String> table, String path) {
        return table.stream().skip(1)
                .map(line -> line.split(" +", 8))
                .filter(columns -> columns.length == 8 && columns[7].equals(path)
                        && (Integer.parseUnsignedInt(columns[3], 16) & ACCEPTS_CONNECTIONS) != 0)
                .map(columns -> columns[6])
                .collect(Collectors.toSet());
    }

    /**
     * Returns the inodes of the sockets that listen on a TCP port, from the columns sl, local_address, rem_address, st, queues,
     * timer, retrnsmt, uid, timeout, inode. The heads of the tables have no port.
     */
    static Set<String> listening(List<String> tables, int port) {
        String suffix = String.format(":%04X", port);
        return tables.stream()
                .map(line -> line.strip().split(" +"))
                .filter(columns -> columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTENS))
                .map(columns -> columns[9])
                .collect(Collectors.toSet());
    }
}
