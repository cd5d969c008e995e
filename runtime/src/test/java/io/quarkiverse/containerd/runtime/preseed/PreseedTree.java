package io.quarkiverse.containerd.runtime.preseed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** A preseed below a supervisor of its own, as the node daemon has it. */
final class PreseedTree implements AutoCloseable {

    private final LogJournal journal = new MemoryJournal(1000, 16384);
    private final Supervisor supervisor;

    PreseedTree(Preseed preseed, SupervisorSettings settings) {
        supervisor = new Supervisor(settings, journal, new SystemClock());
        supervisor.start(root -> {
            root.run("preseed", preseed);
            if (preseed.expectsLists()) {
                root.run("pull", preseed::pull);
            }
            root.signalHealthy();
            root.signalDone();
        });
    }

    /** The state of a node; empty if it is not there. */
    Optional<NodeState> state(String dn) {
        return supervisor.snapshot(dn).map(NodeSnapshot::state);
    }

    /** How often a node was started again. */
    long restarts(String dn) {
        return supervisor.snapshot(dn).orElseThrow().restarts();
    }

    /** What was logged at this level or above. */
    List<String> logged(Logger.Level atLeast) {
        return journal.read(new JournalQuery(Supervisor.ROOT, true, 1000, atLeast)).stream().map(LogEntry::message).toList();
    }

    @Override
    public void close() {
        supervisor.shutdown(Duration.ofSeconds(60));
    }
}
