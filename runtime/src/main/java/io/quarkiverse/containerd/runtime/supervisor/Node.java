package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.NodeLogger;

/** A place in the tree. Guarded by the lock of the tree. */
final class Node {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");

    final String dn;
    final Group group;
    final SupervisedRunnable runnable;
    final NodeLogger logger;
    /** Null until the first failure. */
    private Backoff backoff;
    final History history;
    /** Most nodes have nothing below them. */
    Map<String, Node> children = Map.of();
    List<Group> groups = List.of();
    private Set<String> reservedNames = Set.of();
    NodeState state = NodeState.NEW;
    Instant since;
    private long enteredNanos;
    private long healthyNanos;
    Incarnation incarnation;
    /** Whether the node has failed, or it and all below it have been asked to end; no child is started again under it. */
    boolean cancelled;

    Node(String dn, Group group, SupervisedRunnable runnable, NodeLogger logger, History history) {
        this.dn = dn;
        this.group = group;
        this.runnable = runnable;
        this.logger = logger;
        this.history = history;
    }

    /** Clears what belongs to the incarnation that has ended. */
    void clear() {
        children = Map.of();
        groups = List.of();
        reservedNames = Set.of();
        cancelled = false;
        healthyNanos = 0;
    }

    void add(String name, Node child) {
        if (children.isEmpty()) {
            children = new LinkedHashMap<>();
        }
        children.put(name, child);
    }

    void add(Group group) {
        if (groups.isEmpty()) {
            groups = new ArrayList<>();
        }
        groups.add(group);
    }

    /** @throws IllegalArgumentException if a child cannot have this name: it is malformed or taken */
    void requireFree(String name) {
        requireWellFormed(name);
        if (children.containsKey(name) || reservedNames.contains(name)) {
            throw new IllegalArgumentException("The name " + name + " is taken by a "
                    + (children.containsKey(name) ? "child" : "sub-logger") + " of " + dn);
        }
    }

    /**
     * Reserves a name for a sub-logger, which may ask for it again.
     *
     * @throws IllegalArgumentException if the name is malformed or taken by a child
     */
    void reserve(String name) {
        requireWellFormed(name);
        if (children.containsKey(name)) {
            throw new IllegalArgumentException("The name " + name + " is taken by a child of " + dn);
        }
        if (reservedNames.isEmpty()) {
            reservedNames = new HashSet<>();
        }
        reservedNames.add(name);
    }

    private void requireWellFormed(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name " + name + " below " + dn + " does not match " + NAME.pattern());
        }
    }

    /** Whether its runnable is on its way: it has neither ended nor failed. */
    boolean isRunning() {
        return state == NodeState.NEW || state == NodeState.HEALTHY || state == NodeState.UNHEALTHY;
    }

    /** Changes the state. @param nanos the monotonic time of the change */
    void enter(NodeState to, Instant now, long nanos) {
        healthyNanos = healthyNanos(nanos);
        state = to;
        since = now;
        enteredNanos = nanos;
    }

    /** Returns the time for which it has been healthy. */
    private long healthyNanos(long nanos) {
        return state == NodeState.HEALTHY ? healthyNanos + nanos - enteredNanos : healthyNanos;
    }

    /**
     * Returns the wait before the restart of a node that fails.
     *
     * @param nanos the monotonic time of the failure
     * @param fresh creates the backoff at the first failure
     */
    Duration nextBackoff(long nanos, Supplier<Backoff> fresh) {
        if (backoff == null) {
            backoff = fresh.get();
        }
        backoff.recover(Duration.ofNanos(healthyNanos(nanos)));
        return backoff.next();
    }

    void log(Logger.Level level, String message, Throwable thrown) {
        try {
            logger.log(level, message, Map.of(), thrown);
        } catch (RuntimeException | Error e) {
            // A lost message must not leave a change of state half done.
        }
    }

    /** Logs what a runnable threw when it ended after its cancellation. */
    void logEnd(Throwable thrown) {
        if (thrown instanceof Error) {
            log(Logger.Level.ERROR, "threw after its cancellation: " + Failures.describe(thrown), thrown);
        } else if (thrown != null && !(thrown instanceof InterruptedException) && !isReported(thrown)) {
            log(Logger.Level.DEBUG, "threw after its cancellation: " + Failures.describe(thrown), thrown);
        }
    }

    private boolean isReported(Throwable thrown) {
        return history.lastFailure != null && history.lastFailure.cause() == thrown;
    }

    /** @param nanos the monotonic time */
    NodeSnapshot snapshot(long nanos) {
        boolean waits = state == NodeState.DEAD || state == NodeState.DONE || state == NodeState.CANCELED;
        return new NodeSnapshot(dn, state, since, Math.max(0, history.starts - 1), Optional.ofNullable(history.lastFailure),
                waits ? Optional.ofNullable(group.nextStart) : Optional.empty(), history.recentFailures(nanos));
    }

    /** State that outlives the node when its parent restarts and starts a child of the same name again. */
    static final class History {
        int starts;
        Failure lastFailure;
        /** Null until the first failure, as is the log: most nodes never fail. */
        private RecentFailures failures;
        private FailureLog log;

        /** Adds a failure. @param nanos the monotonic time */
        void failed(long nanos) {
            if (failures == null) {
                failures = new RecentFailures();
            }
            failures.add(nanos);
        }

        /** Returns the number of recent failures. @param nanos the monotonic time */
        int recentFailures(long nanos) {
            return failures == null ? 0 : failures.count(nanos);
        }

        /** Logs a failure, see {@link FailureLog#log}. */
        void log(Node node, String what, Failure failure, long nanos) {
            if (log == null) {
                log = new FailureLog();
            }
            log.log(node, what, failure, nanos);
        }
    }
}
