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
 * Runs a tree of runnables, restarts what fails, and tells what it knows.
 * <p>
 * The rules: a node that fails takes everything below it and the members of its group along; the group starts again, as one,
 * when
 * all of it has stopped and the backoff has passed. Parents and other groups do not notice. A runnable that does not end when
 * it is asked to is reported, and nothing is started in its place.
 * <p>
 * The number of restarts and the last failure of a DN outlive the restart of its parent; its backoff does not.
 */
public final class Supervisor {

    /** The DN of the root node. */
    public static final String ROOT = "root";

    private final Tree tree;

    /**
     * A supervisor that has not started anything.
     *
     * @param journal takes what the nodes log, and what the supervisor says about them
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

    /** The whole tree, depth first, siblings in the order of their start; empty before the start. */
    public List<NodeSnapshot> snapshot() {
        return tree.queries().snapshot();
    }

    /** One node of the tree; empty if there is none of this DN now. */
    public Optional<NodeSnapshot> snapshot(String dn) {
        return tree.queries().snapshot(dn);
    }

    /**
     * Has a listener called on every change of state from now on, in order, on a thread of its own. What it throws is logged;
     * while
     * it blocks, its changes wait.
     *
     * @return ends this
     */
    public NodeHandle.Registration addListener(Consumer<Transition> listener) {
        return tree.addListener(listener);
    }

    /**
     * Whether the supervisor answers in time; a wrong answer means a fault of the supervisor itself, not of a node.
     *
     * @param timeout how long to wait, in real time
     */
    public boolean isResponsive(Duration timeout) {
        return tree.queries().isResponsive(timeout);
    }

    /** The runnables that have been cancelled for longer than the cancel timeout and still run, by DN. */
    public List<StuckRunnable> stuck() {
        return tree.queries().stuck();
    }

    /**
     * Cancels all nodes and waits for them. Always ends; can be called again.
     *
     * @param timeout how long to wait
     * @return the DNs of the nodes whose runnables have not ended, in tree order; each is logged with its stack
     */
    public List<String> shutdown(Duration timeout) {
        return tree.shutdown(timeout);
    }
}
