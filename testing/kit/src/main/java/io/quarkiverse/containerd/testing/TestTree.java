package io.quarkiverse.containerd.testing;

import java.time.Duration;
import java.util.Map;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/**
 * A supervision tree of runnables under test, without Quarkus and without containerd:
 *
 * <pre>
 * try (TestTree tree = TestTree.start("agent", new Agent())) {
 *     tree.await("root.agent", NodeState.HEALTHY);
 *     tree.fail("root.agent");
 *     tree.await("root.agent", NodeState.HEALTHY);
 * }
 * </pre>
 *
 * What fails is restarted after 10 ms. Every wait lasts at most 60 seconds, and fails the test then.
 */
public final class TestTree implements AutoCloseable {

    private static final Duration BACKOFF = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int JOURNAL_SIZE = 10_000;
    private static final int LONGEST_LINE = 1 << 16;

    private final LogJournal journal = new MemoryJournal(JOURNAL_SIZE, LONGEST_LINE);
    private final Supervisor supervisor = new Supervisor(
            new SupervisorSettings(BACKOFF, 1, 0, BACKOFF, Duration.ZERO, LIMIT), journal, new SystemClock());
    private final TreeWaits waits = new TreeWaits(supervisor::snapshot, journal);

    private TestTree() {
    }

    /** Starts a runnable as the node {@code root.<name>}. */
    public static TestTree start(String name, SupervisedRunnable runnable) {
        return start(Map.of(name, runnable));
    }

    /**
     * Starts runnables, each in a group of its own.
     *
     * @param runnables by the names of their nodes
     */
    public static TestTree start(Map<String, SupervisedRunnable> runnables) {
        TestTree tree = new TestTree();
        tree.supervisor.start(root -> run(root, runnables));
        return tree;
    }

    private static void run(NodeHandle root, Map<String, SupervisedRunnable> runnables) {
        runnables.forEach(root::run);
        root.signalHealthy();
        root.signalDone();
    }

    /**
     * Waits until a node is in a state.
     *
     * @return the node
     * @throws AssertionError if it is not within 60 seconds
     */
    public NodeSnapshot await(String dn, NodeState state) {
        return waits.await(dn, state);
    }

    /**
     * Waits until a node, or one below it, has logged a text, since the start or since the test last called {@link #fail} or
     * {@link #restart}.
     *
     * @param text a part of the message
     * @return the first such entry
     * @throws AssertionError if none has within 60 seconds
     */
    public LogEntry awaitLog(String dn, String text) {
        return waits.awaitLog(dn, text);
    }

    /** Fails a node as if it had thrown an exception, and waits until it is DEAD or has been restarted. */
    public void fail(String dn) {
        waits.disturb(dn, () -> supervisor.fail(dn, TestDaemon.FAILURE));
    }

    /** Restarts a node, and waits until that has begun. */
    public void restart(String dn) {
        waits.disturb(dn, () -> supervisor.restart(dn, TestDaemon.RESTART));
    }

    /** Returns the journal of the nodes. */
    public LogJournal journal() {
        return journal;
    }

    /** Stops all runnables. @throws AssertionError if one of them does not end within 10 seconds */
    @Override
    public void close() {
        var left = supervisor.shutdown(LIMIT);
        if (!left.isEmpty()) {
            throw new AssertionError(left + " did not end within " + LIMIT.toSeconds() + " s");
        }
    }
}
