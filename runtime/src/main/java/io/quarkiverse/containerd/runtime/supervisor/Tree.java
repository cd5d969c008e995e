package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * The state machine of the supervision tree: it decides what starts, fails, is cancelled, ends and restarts. One lock
 * serialises all changes; no foreign code runs under it.
 */
final class Tree {

    private final SupervisorSettings settings;
    private final LogJournal journal;
    private final SupervisorClock clock;
    private final RandomGenerator random;
    private final Threads threads;
    private final Canceller canceller;
    private final Listeners listeners = new Listeners();
    private final TreeLock lock = new TreeLock();
    private final NodeHistories histories = new NodeHistories();
    private final Set<Incarnation> stuck = new LinkedHashSet<>();
    private final Group root = new Group(null);
    private final TreeQueries queries = new TreeQueries(lock, root, stuck, this::nanoTime);
    private boolean shutDown;
    private ClassLoader contextClassLoader;

    Tree(SupervisorSettings settings, LogJournal journal, SupervisorClock clock, RandomGenerator random, Threads threads) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.journal = Objects.requireNonNull(journal, "journal");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.random = Objects.requireNonNull(random, "random");
        this.threads = threads;
        this.canceller = new Canceller(this, threads.cancellers());
    }

    private long nanoTime() {
        return clock.nanoTime();
    }

    TreeQueries queries() {
        return queries;
    }

    NodeHandle.Registration addListener(Consumer<Transition> listener) {
        return listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void start(SupervisedRunnable runnable) {
        Objects.requireNonNull(runnable, "root");
        lock.run(() -> {
            if (!root.members.isEmpty() || shutDown) {
                throw new IllegalStateException("The supervisor has been " + (shutDown ? "shut down" : "started") + " before");
            }
            // Restarts happen on threads of the clock or of other nodes: their class loaders are not the application's.
            contextClassLoader = Thread.currentThread().getContextClassLoader();
            root.members = List.of(node(Supervisor.ROOT, root, runnable));
            launch(root);
        });
    }

    List<String> shutdown(Duration timeout) {
        List<Incarnation> left = lock.call(() -> {
            if (!shutDown) {
                shutDown = true;
                root.cutBackoff();
                cancel(root);
            }
            lock.await(() -> root.running == 0, timeout, clock);
            List<Incarnation> running = queries.running();
            if (running.isEmpty()) {
                listeners.end();
            }
            return running;
        });
        if (left.isEmpty()) {
            listeners.awaitEnd();
        }
        left.forEach(each -> each.node.log(Logger.Level.WARN, "did not stop at shutdown" + StackTraces.describe(each), null));
        return left.stream().map(each -> each.node.dn).toList();
    }

    boolean restart(String dn, String reason) {
        return lock.call(() -> {
            Optional<Node> found = shutDown ? Optional.empty() : queries.find(dn);
            found.ifPresent(node -> {
                node.log(Logger.Level.INFO, "is restarted: " + reason, null);
                // one above it restarts it in any case
                if (node.group.parent == null || !node.group.parent.cancelled) {
                    node.group.restartWithoutBackoff();
                    cancel(node.group);
                    restartIfDue(node.group);
                }
            });
            return found.isPresent();
        });
    }

    boolean fail(String dn, String reason) {
        return lock.call(() -> {
            Optional<Node> found = shutDown ? Optional.empty() : queries.find(dn).filter(node -> !node.cancelled);
            found.ifPresent(node -> fail(node.incarnation, new Exception(reason)));
            return found.isPresent();
        });
    }

    void signalHealthy(Incarnation incarnation) {
        lock.run(() -> {
            incarnation.requireCurrent();
            Node node = incarnation.node;
            if (node.state != NodeState.NEW && node.state != NodeState.UNHEALTHY) {
                throw violation(incarnation, "signalled HEALTHY when it was " + node.state);
            }
            enter(node, NodeState.HEALTHY, null);
        });
    }

    void signalUnhealthy(Incarnation incarnation, String reason) {
        lock.run(() -> {
            incarnation.requireCurrent();
            Node node = incarnation.node;
            if (node.state != NodeState.HEALTHY || incarnation.doneSignalled) {
                throw violation(incarnation, "signalled UNHEALTHY "
                        + (incarnation.doneSignalled ? "after DONE" : "when it was " + node.state));
            }
            node.history.lastFailure = new Failure(clock.now(), Failures.line(reason), null);
            enter(node, NodeState.UNHEALTHY, node.history.lastFailure);
            node.log(Logger.Level.WARN, reason, null);
        });
    }

    void signalDone(Incarnation incarnation) {
        lock.run(() -> {
            incarnation.requireCurrent();
            if (incarnation.node.state != NodeState.HEALTHY || incarnation.doneSignalled) {
                throw violation(incarnation, incarnation.doneSignalled ? "signalled DONE twice"
                        : "signalled DONE when it was " + incarnation.node.state);
            }
            incarnation.doneSignalled = true;
        });
    }

    void spawn(Incarnation incarnation, Map<String, SupervisedRunnable> runnables) {
        // A copy, because the map belongs to the caller; the order of iteration is the order of start.
        Map<String, SupervisedRunnable> copy = new LinkedHashMap<>(runnables);
        copy.forEach((name, runnable) -> Objects.requireNonNull(runnable, () -> "runnable of " + name));
        lock.run(() -> {
            incarnation.requireCurrent();
            Node parent = incarnation.node;
            if (parent.state != NodeState.NEW || incarnation.cancelled) {
                throw new IllegalStateException(parent.dn + " cannot start children when it is "
                        + (incarnation.cancelled ? "cancelled" : parent.state) + "; start them before it signals HEALTHY");
            }
            if (copy.isEmpty()) {
                throw new IllegalArgumentException(parent.dn + " cannot start an empty group");
            }
            copy.keySet().forEach(parent::requireFree);
            launch(group(parent, copy));
        });
    }

    NodeLogger subLogger(Incarnation incarnation, String name) {
        return lock.call(() -> {
            incarnation.requireCurrent();
            incarnation.node.reserve(name);
            return journal.logger(incarnation.node.dn + '.' + name);
        });
    }

    NodeHandle.Registration onCancel(Incarnation incarnation, Incarnation.Callback callback) {
        boolean late = lock.call(() -> {
            incarnation.requireCurrent();
            if (!incarnation.cancelled) {
                incarnation.callbacks.add(callback);
            }
            return incarnation.cancelled;
        });
        if (late) {
            canceller.run(incarnation, callback);
        }
        return () -> lock.run(() -> incarnation.callbacks.remove(callback));
    }

    Optional<Incarnation.Callback> nextCallback(Incarnation incarnation) {
        return lock.call(() -> incarnation.callbacks.isEmpty() ? Optional.empty()
                : Optional.of(incarnation.callbacks.remove(incarnation.callbacks.size() - 1)));
    }

    /**
     * Handles the return of a runnable, or what it has thrown. May be called again if it fails, for want of memory for example.
     */
    void returned(Incarnation incarnation, Throwable thrown) {
        lock.run(() -> {
            Node node = incarnation.node;
            incarnation.returned = true;
            // when this is tried again, the node may run anew already
            if (node.incarnation == incarnation && node.isRunning()) {
                if (incarnation.cancelled) {
                    enter(node, NodeState.CANCELED, null);
                } else if (thrown == null && incarnation.doneSignalled) {
                    enter(node, NodeState.DONE, null);
                } else {
                    fail(incarnation, thrown);
                }
            }
            if (incarnation.cancelled) {
                node.logEnd(thrown);
            } else {
                incarnation.callbacks.clear();
            }
            settle(incarnation);
        });
    }

    /**
     * Handles the end of a cancellation: the callbacks have run, and the runnable has been interrupted. May be called again if
     * it fails.
     */
    void cancellationDone(List<Incarnation> incarnations) {
        lock.run(() -> incarnations.forEach(incarnation -> {
            incarnation.cancelling = false;
            incarnation.release();
            settle(incarnation);
        }));
    }

    private Node node(String dn, Group group, SupervisedRunnable runnable) {
        return new Node(dn, group, runnable, journal.logger(dn), histories.of(dn));
    }

    private Group group(Node parent, Map<String, SupervisedRunnable> runnables) {
        Group group = new Group(parent);
        List<Node> members = new ArrayList<>();
        runnables.forEach((name, runnable) -> {
            Node child = node(parent.dn + '.' + name, group, runnable);
            parent.add(name, child);
            members.add(child);
        });
        group.members = List.copyOf(members);
        parent.add(group);
        return group;
    }

    /** Starts, or restarts, all members of a group; if that fails, the group is due as before. */
    private void launch(Group group) {
        group.restarted();
        try {
            List<Incarnation> incarnations = new ArrayList<>(group.members.size());
            for (Node node : group.members) {
                NodeState from = node.state;
                node.clear();
                node.incarnation = new Incarnation(this, node);
                incarnations.add(node.incarnation);
                node.history.starts++;
                group.addRunning(1);
                enter(node, NodeState.NEW, null);
                if (from != NodeState.NEW) {
                    node.log(Logger.Level.DEBUG, "restarts", null);
                }
            }
            // To start a thread takes long, and what it runs would only wait for the lock.
            lock.afterwards(() -> startThreads(incarnations));
        } catch (RuntimeException | Error e) {
            group.addRunning(-group.running);
            group.restartWithoutBackoff();
            throw e;
        }
    }

    /** A thread that cannot be had fails its node only when all have been started: failing cancels the others. */
    private void startThreads(List<Incarnation> incarnations) {
        Map<Incarnation, Throwable> failures = new LinkedHashMap<>();
        for (Incarnation incarnation : incarnations) {
            try {
                incarnation.start(threads.runnables(), contextClassLoader);
            } catch (RuntimeException | Error e) {
                failures.put(incarnation, e);
            }
        }
        failures.forEach(Incarnation::end);
    }

    /** Changes the state of a node now. */
    private void enter(Node node, NodeState to, Failure failure) {
        enter(node, to, failure, clock.now(), clock.nanoTime());
    }

    /** Changes the state of a node. @param nanos the monotonic time of the change */
    private void enter(Node node, NodeState to, Failure failure, Instant now, long nanos) {
        NodeState from = node.state;
        node.enter(to, now, nanos);
        try {
            listeners.publish(new Transition(node.dn, from, to, now, Optional.ofNullable(failure)));
        } catch (RuntimeException | Error e) {
            // A listener that is not told must not leave a change of state half done.
        }
    }

    /**
     * Records a failure. The state changes after all that must not be lost, so that what cannot be done for want of memory is
     * done again; it is logged afterwards, as that takes most of the time.
     */
    private void fail(Incarnation incarnation, Throwable thrown) {
        Node node = incarnation.node;
        Group group = node.group;
        Instant now = clock.now();
        Failure failure = Failures.of(now, thrown);
        node.history.lastFailure = failure;
        long nanos = clock.nanoTime();
        node.history.failed(nanos);
        Duration delay = node.nextBackoff(nanos, () -> new Backoff(settings, random));
        group.cutBackoff();
        group.awaitBackoff(now.plus(delay), clock.schedule(delay, () -> backoffPassed(group)));
        cancel(group);
        enter(node, NodeState.DEAD, failure, now, nanos);
        node.history.log(node, "failed" + crashLoop(node) + ", restarts in " + delay.toMillis() + " ms", failure, nanos);
    }

    private String crashLoop(Node node) {
        NodeSnapshot snapshot = node.snapshot(clock.nanoTime());
        return snapshot.crashLooping() ? " (a crash loop: " + snapshot.recentFailures() + " failures within "
                + NodeSnapshot.RECENT.toMinutes() + " minutes)" : "";
    }

    private IllegalStateException violation(Incarnation incarnation, String what) {
        IllegalStateException violation = new IllegalStateException(incarnation.node.dn + " " + what);
        // A node that has to end anyway does not fail.
        if (!incarnation.cancelled) {
            fail(incarnation, violation);
        }
        return violation;
    }

    /** Cancels the members of a group and all below them. Nothing is marked before all that takes memory has been done. */
    private void cancel(Group group) {
        Instant now = clock.now();
        List<Node> nodes = new ArrayList<>();
        Map<Incarnation, SupervisorClock.Cancellable> timers = new LinkedHashMap<>();
        Deque<Node> pending = new ArrayDeque<>(group.members);
        while (!pending.isEmpty()) {
            Node node = pending.pop();
            if (node.cancelled) {
                continue;
            }
            nodes.add(node);
            Incarnation incarnation = node.incarnation;
            if (!incarnation.returned) {
                timers.put(incarnation, clock.schedule(settings.cancelTimeout(), () -> reportStuck(incarnation)));
            }
            node.groups.forEach(below -> pending.addAll(below.members));
        }
        List<Incarnation> cancelled = List.copyOf(timers.keySet());
        for (Node node : nodes) {
            node.cancelled = true;
            node.groups.forEach(Group::cutBackoff);
        }
        timers.forEach((incarnation, timer) -> incarnation.markCancelled(now, timer));
        canceller.cancel(cancelled);
    }

    private void backoffPassed(Group group) {
        lock.run(() -> {
            group.backoffPassed();
            restartIfDue(group);
        });
    }

    private void restartIfDue(Group group) {
        boolean parentLives = group.parent == null ? !shutDown : !group.parent.cancelled;
        if (group.isDue() && parentLives) {
            launch(group);
        }
    }

    /** Records the end of an incarnation, once nothing of it runs any more, and restarts what was waiting for it. */
    private void settle(Incarnation incarnation) {
        if (!incarnation.returned || incarnation.cancelling) {
            return;
        }
        if (!incarnation.ended) {
            incarnation.markEnded();
            incarnation.node.group.addRunning(-1);
            if (stuck.remove(incarnation)) {
                incarnation.node.log(Logger.Level.INFO, "has ended", null);
            }
        }
        for (Group group = incarnation.node.group; group != null && group.running == 0; group = group.above()) {
            restartIfDue(group);
        }
        if (root.running == 0) {
            lock.signal();
            if (shutDown) {
                listeners.end();
            }
        }
    }

    private void reportStuck(Incarnation incarnation) {
        boolean report = lock.call(() -> !incarnation.ended && stuck.add(incarnation));
        if (report) {
            incarnation.node.log(Logger.Level.WARN, "has not ended " + settings.cancelTimeout().toMillis()
                    + " ms after its cancellation; nothing is started in its place" + StackTraces.describe(incarnation), null);
            // Its callbacks may hold up the interrupt.
            incarnation.interrupt();
        }
    }
}
