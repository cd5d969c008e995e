package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.ProcessGroup;

/**
 * Tells whether it is a child process, or one that it has started, that listens. An answer alone does not prove it: a process
 * of somebody else may listen where the child cannot any more.
 */
final class ListeningChild {

    private final SocketOwner owner = new SocketOwner(new ProcTable());

    /** Looks at one process. */
    private interface Look {
        boolean listens(long pid) throws IOException;
    }

    /** Whether it listens on a TCP port; true if this user may not know. */
    boolean listens(Child child, int port) {
        return any(child, pid -> owner.isListenedOn(pid, port), pid -> owner.listens(pid, port));
    }

    /** Whether it listens on a unix socket; true if this user may not know. */
    boolean listens(Child child, Path socket) {
        return any(child, pid -> owner.isListenedOn(pid, socket), pid -> owner.listens(pid, socket));
    }

    /** While nobody listens at all, which is a matter of one file, no process is looked at. */
    private static boolean any(Child child, Look anybody, Look look) {
        try {
            if (!anybody.listens(child.pid())) {
                return false;
            }
            for (long pid : family(child.pid())) {
                if (look.listens(pid)) {
                    return true;
                }
            }
            return false;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            // the process has ended
            return false;
        }
    }

    private static Set<Long> family(long pid) {
        Set<Long> family = new LinkedHashSet<>();
        family.add(pid);
        try {
            family.addAll(new ProcessGroup(pid).members());
        } catch (IOException e) {
            // the descendants are enough
        }
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid).forEach(family::add);
        return family;
    }
}
