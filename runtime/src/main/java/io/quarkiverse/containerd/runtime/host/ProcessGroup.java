package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A process group, which the process of its number leads if that was started by setsid(1). */
public final class ProcessGroup {

    private static final String TERM = "TERM";
    /** A process may start another one while the group is being killed. */
    private static final int PASSES = 10;

    private final ProcTable processes = new ProcTable();
    private final long id;
    private final Set<Long> strangers;

    /** @param id the pid of its leader, which may have ended */
    public ProcessGroup(long id) {
        this(id, Set.of());
    }

    /** @param strangers pids from before its leader was started: to look at each takes longer than many a program runs */
    ProcessGroup(long id, Set<Long> strangers) {
        this.id = id;
        this.strangers = strangers;
    }

    /** Returns the pids of its processes that run, zombies left out; empty if nobody leads or has led such a group. */
    public List<Long> members() throws IOException {
        List<Long> members = new ArrayList<>();
        for (long pid : processes.pids()) {
            if (!strangers.contains(pid)
                    && processes.stat(pid).filter(stat -> stat.alive() && stat.group() == id).isPresent()) {
                members.add(pid);
            }
        }
        return members;
    }

    /**
     * Sends a signal to each of its processes; does nothing if there are none.
     *
     * @param signal the name without SIG, such as {@code TERM}
     * @throws IOException if the signal cannot be sent
     */
    public void signal(String signal) throws IOException {
        List<Long> members = members();
        if (signal.equals(TERM)) {
            members.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        } else if (!members.isEmpty()) {
            signal(signal, -id);
        }
    }

    /**
     * Sends a signal to one process.
     *
     * @throws IOException if the signal cannot be sent
     */
    public static void signal(String signal, long pid) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            ShortCommand.run(List.of("/bin/sh", "-c", "kill -s \"$0\" -- \"$1\"", signal, Long.toString(pid)));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Kills whatever of it still runs. */
    public void kill() throws IOException {
        for (int pass = 0; pass < PASSES && killMembers(); pass++) {
            Thread.onSpinWait();
        }
    }

    private boolean killMembers() throws IOException {
        List<Long> members = members();
        members.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return !members.isEmpty();
    }
}
