package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;

/** The process group that a child process leads, if it was started by setsid(1). */
final class ProcessGroup {

    /** A process may start another one while the group is being killed. */
    private static final int PASSES = 10;

    private final Process leader;
    private final ProcTable processes = new ProcTable();

    ProcessGroup(Process leader) {
        this.leader = leader;
    }

    /** Kills whatever of the group still runs; without setsid(1), the leader and its descendants. */
    void kill() throws IOException {
        if (leader.isAlive()) {
            leader.descendants().forEach(ProcessHandle::destroyForcibly);
            // unlike the process, its handle leaves the output open
            leader.toHandle().destroyForcibly();
        }
        for (int pass = 0; pass < PASSES && killMembers(); pass++) {
            Thread.onSpinWait();
        }
    }

    private boolean killMembers() throws IOException {
        boolean found = false;
        for (long pid : processes.pids()) {
            boolean member = processes.stat(pid).filter(stat -> stat.alive() && stat.group() == leader.pid()).isPresent();
            if (member) {
                found = true;
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        return found;
    }
}
