package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.logs.LogJournal;

/**
 * Runs a tree of runnables, restarts those that fail, and reports their states.
 * <p>
 * A node that fails takes the nodes below it and the members of its group down with it; the group restarts as one
 * when all of it has stopped and the backoff has passed. Parents and other groups are not affected. A runnable that
 * does not end when it is asked to is reported, and nothing is started in its place.
 * <p>
 * The number of restarts and the last failure of a DN outlive the restart of its parent; its backoff does not.
 */
public final class Supervisor {

    /** The DN of the root node. */
    public static final String ROOT = "root";

    private final Tree tree;

    /**
     * Creates a supervisor that has not started anything.
     *
     * @param journal receives what the nodes log and what the supervisor reports about them
     */
    public Supervisor(SupervisorSettings settings, LogJournal journal, SupervisorClock clock) {
        this(settings, journal, clock, new SplittableRandom(), Threads.ofJvm());
    }

    Supervisor(SupervisorSettings settings, LogJournal journal, SupervisorClock clock, RandomGenerator random,
            Threads threads) {
        tree = new Tree(settings, journal, clock, random, threads);
    }

    /**
     * Starts the root node.
     *
     * @throws IllegalStateException if the supervisor has been started or shut down before
     */
    public void start(SupervisedRunnable root) {
        tree.start(root);
    }

    /** Returns the whole tree, depth first, siblings in the order of their start; empty before the start. */
    public List<NodeSnapshot> snapshot() {
        return tree.queries().snapshot();
    }

    /** Returns one node of the tree; empty if there is currently none of this DN. */
    public Optional<NodeSnapshot> snapshot(String dn) {
        return tree.queries().snapshot(dn);
    }

    /**
     * Calls a listener on every change of state from now on, in order, on a thread of its own. What it throws is logged;
     * while it blocks, changes are queued for it.
     *
     * @return ends the registration
     */
    public NodeHandle.Registration addListener(Consumer<Transition> listener) {
        return tree.addListener(listener);
    }

    /**
     * Whether the supervisor responds in time; if not, the supervisor itself is at fault, not a node.
     *
     * @param timeout longest wait, in real time
     */
    public boolean isResponsive(Duration timeout) {
        return tree.queries().isResponsive(timeout);
    }

    /** Returns the runnables that were cancelled more than the cancel timeout ago and still run, by DN. */
    public List<StuckRunnable> stuck() {
        return tree.queries().stuck();
    }

    /**
     * Restarts a node with its group, as soon as all of it has stopped, and without counting a failure. A node that waits for
     * its backoff starts now.
     *
     * @param reason a clause for the log, such as "an operator asked for it"
     * @return false if there is currently no such node
     */
    public boolean restart(String dn, String reason) {
        return tree.restart(dn, reason);
    }

    /**
     * Fails a node as if its runnable had thrown an exception, for tests: it is cancelled with its group and all below it, and
     * starts again after its backoff.
     *
     * @param reason the message of the failure
     * @return false if there is currently no such node, or it has failed already
     */
    public boolean fail(String dn, String reason) {
        return tree.fail(dn, reason);
    }

    /**
     * Cancels all nodes and waits for them. Always ends; may be called again.
     *
     * @param timeout longest wait
     * @return the DNs of the nodes whose runnables have not ended, in tree order; each is logged with its stack
     */
    public List<String> shutdown(Duration timeout) {
        return tree.shutdown(timeout);
    }
}
