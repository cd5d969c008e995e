package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * The state machine of the supervision tree. One lock serialises all changes; no code of others runs under it.
 */
final class Tree {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");
    /** How many DNs are remembered beyond the life of their nodes. */
    private static final int HISTORIES = 4096;

    private final SupervisorSettings settings;
    private final LogJournal journal;
    private final SupervisorClock clock;
    private final RandomGenerator random;
    private final Threads threads;
    private final Listeners listeners = new Listeners();
    private final Canceller canceller;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private final Map<String, Node.History> histories = new Histories();
    private final Set<Incarnation> stuck = new LinkedHashSet<>();
    private Group rootGroup;
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

    void start(SupervisedRunnable root) {
        Objects.requireNonNull(root, "root");
        locked(() -> {
            if (rootGroup != null || shutDown) {
                throw new IllegalStateException("The supervisor has been " + (shutDown ? "shut down" : "started") + " before");
            }
            // Restarts happen on threads of the clock or of other nodes: their class loaders are not the application's.
            contextClassLoader = Thread.currentThread().getContextClassLoader();
            rootGroup = new Group(null);
            rootGroup.members.add(node(Supervisor.ROOT, rootGroup, root));
            launch(rootGroup);
        });
    }

    List<NodeSnapshot> snapshot() {
        return locked(() -> {
            List<NodeSnapshot> snapshots = new ArrayList<>();
            depthFirst(node -> snapshots.add(node.snapshot()));
            return List.copyOf(snapshots);
        });
    }

    Optional<NodeSnapshot> snapshot(String dn) {
        return locked(() -> Optional.ofNullable(find(dn)).map(Node::snapshot));
    }

    NodeHandle.Registration addListener(Consumer<Transition> listener) {
        return listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    boolean isResponsive(Duration timeout) {
        try {
            if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        lock.unlock();
        return true;
    }

    List<StuckRunnable> stuck() {
        List<Incarnation> present = locked(() -> List.copyOf(stuck));
        return present.stream().map(each -> new StuckRunnable(each.node.dn, each.cancelledAt, stack(each)))
                .sorted(Comparator.comparing(StuckRunnable::dn)).toList();
    }

    List<String> shutdown(Duration timeout) {
        List<Incarnation> left = locked(() -> {
            if (!shutDown) {
                shutDown = true;
                if (rootGroup != null) {
                    rootGroup.cutBackoff();
                    cancel(rootGroup);
                }
            }
            awaitStop(timeout);
            List<Incarnation> running = new ArrayList<>();
            depthFirst(node -> {
                if (!node.incarnation.ended) {
                    running.add(node.incarnation);
                }
            });
            if (running.isEmpty()) {
                listeners.end();
            }
            return running;
        });
        left.forEach(each -> log(each.node, Logger.Level.WARN, "did not stop at shutdown" + at(stack(each)), null));
        return left.stream().map(each -> each.node.dn).toList();
    }

    void signalHealthy(Incarnation incarnation) {
        locked(() -> {
            incarnation.checkCurrent();
            if (incarnation.node.state != NodeState.NEW) {
                throw violation(incarnation, "signalled HEALTHY when it was " + incarnation.node.state);
            }
            incarnation.node.healthySince = enter(incarnation.node, NodeState.HEALTHY, null);
        });
    }

    void signalDone(Incarnation incarnation) {
        locked(() -> {
            incarnation.checkCurrent();
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
        locked(() -> {
            incarnation.checkCurrent();
            Node parent = incarnation.node;
            if (parent.state != NodeState.NEW || incarnation.cancelled) {
                throw new IllegalStateException(parent.dn + " starts children when it is "
                        + (incarnation.cancelled ? "cancelled" : parent.state) + "; start them before it signals HEALTHY");
            }
            if (copy.isEmpty()) {
                throw new IllegalArgumentException(parent.dn + " starts an empty group");
            }
            for (String name : copy.keySet()) {
                checkName(parent, name);
                if (parent.children.containsKey(name) || parent.reservedNames.contains(name)) {
                    throw new IllegalArgumentException(
                            "The name " + name + " is taken by a "
                                    + (parent.children.containsKey(name) ? "child" : "sub-logger")
                                    + " of " + parent.dn);
                }
            }
            Group group = new Group(parent);
            copy.forEach((name, runnable) -> {
                Node child = node(parent.dn + '.' + name, group, runnable);
                parent.children.put(name, child);
                group.members.add(child);
            });
            parent.groups.add(group);
            launch(group);
        });
    }

    NodeLogger subLogger(Incarnation incarnation, String name) {
        return locked(() -> {
            incarnation.checkCurrent();
            Node parent = incarnation.node;
            checkName(parent, name);
            if (parent.children.containsKey(name)) {
                throw new IllegalArgumentException("The name " + name + " is taken by a child of " + parent.dn);
            }
            parent.reservedNames.add(name);
            return journal.logger(parent.dn + '.' + name);
        });
    }

    NodeHandle.Registration onCancel(Incarnation incarnation, Incarnation.Callback callback) {
        boolean late = locked(() -> {
            incarnation.checkCurrent();
            if (!incarnation.cancelled) {
                incarnation.callbacks.addLast(callback);
            }
            return incarnation.cancelled;
        });
        if (late) {
            canceller.run(incarnation, callback);
        }
        return () -> locked(() -> {
            incarnation.callbacks.remove(callback);
        });
    }

    Optional<Incarnation.Callback> nextCallback(Incarnation incarnation) {
        return locked(() -> Optional.ofNullable(incarnation.callbacks.pollLast()));
    }

    /** The runnable has returned, or has thrown. */
    void returned(Incarnation incarnation, Throwable thrown) {
        locked(() -> {
            Node node = incarnation.node;
            incarnation.returned = true;
            if (node.state != NodeState.DEAD) {
                if (incarnation.cancelled) {
                    enter(node, NodeState.CANCELED, null);
                } else if (thrown == null && incarnation.doneSignalled) {
                    enter(node, NodeState.DONE, null);
                } else {
                    fail(incarnation, thrown);
                }
            }
            if (incarnation.cancelled) {
                logEnd(node, thrown);
            } else {
                incarnation.callbacks.clear();
            }
            settle(incarnation);
        });
    }

    /** The callbacks of cancellation have run, and the runnable has been interrupted. */
    void cancellationDone(List<Incarnation> incarnations) {
        locked(() -> incarnations.forEach(incarnation -> {
            incarnation.cancelling = false;
            incarnation.released.countDown();
            settle(incarnation);
        }));
    }

    void log(Node node, Logger.Level level, String message, Throwable thrown) {
        try {
            node.logger.log(level, message, Map.of(), thrown);
        } catch (RuntimeException | Error e) {
            // A lost message must not leave a change of state half done.
        }
    }

    private Node node(String dn, Group group, SupervisedRunnable runnable) {
        return new Node(dn, group, runnable, journal.logger(dn), new Backoff(settings, random),
                histories.computeIfAbsent(dn, name -> new Node.History()));
    }

    private Node find(String dn) {
        int dot = dn.lastIndexOf('.');
        if (dot < 0) {
            return rootGroup != null && dn.equals(Supervisor.ROOT) ? rootGroup.members.get(0) : null;
        }
        Node parent = find(dn.substring(0, dot));
        return parent == null ? null : parent.children.get(dn.substring(dot + 1));
    }

    private static void checkName(Node parent, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name " + name + " below " + parent.dn + " does not match " + NAME.pattern());
        }
    }

    /** Starts, or restarts, all members of a group. */
    private void launch(Group group) {
        group.restarted();
        for (Node node : group.members) {
            NodeState from = node.state;
            node.clear();
            node.incarnation = new Incarnation(this, node);
            node.history.starts++;
            count(node, 1);
            enter(node, NodeState.NEW, null);
            if (from != NodeState.NEW) {
                log(node, Logger.Level.INFO, "restarts", null);
            }
        }
        // A thread that cannot be had fails its node only when all members have been started: failing cancels them.
        Map<Incarnation, Throwable> failures = new LinkedHashMap<>();
        for (Node node : group.members) {
            Incarnation incarnation = node.incarnation;
            try {
                incarnation.thread = threads.runnables().newThread(node.dn, incarnation::run);
                incarnation.thread.setContextClassLoader(contextClassLoader);
                incarnation.thread.start();
            } catch (RuntimeException | Error e) {
                failures.put(incarnation, e);
            }
        }
        failures.forEach(this::returned);
    }

    private Instant enter(Node node, NodeState to, Failure failure) {
        NodeState from = node.state;
        Instant now = clock.now();
        node.state = to;
        node.since = now;
        listeners.publish(new Transition(node.dn, from, to, now, Optional.ofNullable(failure)));
        return now;
    }

    private void fail(Incarnation incarnation, Throwable thrown) {
        Node node = incarnation.node;
        Instant now = clock.now();
        Failure failure = new Failure(now, thrown == null ? "returned without signalling DONE" : describe(thrown), thrown);
        if (node.healthySince != null && !now.isBefore(node.healthySince.plus(settings.resetAfter()))) {
            node.backoff.reset();
        }
        Duration delay = node.backoff.next();
        node.history.lastFailure = failure;
        enter(node, NodeState.DEAD, failure);
        Group group = node.group;
        group.await(now.plus(delay), clock.schedule(delay, () -> backoffPassed(group)));
        log(node, Logger.Level.ERROR, "failed, restarts in " + delay.toMillis() + " ms: " + failure.message(), thrown);
        cancel(group);
    }

    private IllegalStateException violation(Incarnation incarnation, String what) {
        IllegalStateException violation = new IllegalStateException(incarnation.node.dn + " " + what);
        // A node that has to end anyway does not fail.
        if (!incarnation.cancelled) {
            fail(incarnation, violation);
        }
        return violation;
    }

    /** Cancels the members of a group and all below them. */
    private void cancel(Group group) {
        Instant now = clock.now();
        List<Incarnation> cancelled = new ArrayList<>();
        Deque<Node> pending = new ArrayDeque<>(group.members);
        while (!pending.isEmpty()) {
            Node node = pending.pop();
            if (node.cancelled) {
                continue;
            }
            node.cancelled = true;
            if (!node.incarnation.returned) {
                node.incarnation.cancelled = true;
                node.incarnation.cancelledAt = now;
                node.incarnation.cancelling = true;
                node.incarnation.stuckTimer = clock.schedule(settings.cancelTimeout(), () -> reportStuck(node.incarnation));
                cancelled.add(node.incarnation);
            }
            for (Group below : node.groups) {
                below.cutBackoff();
                pending.addAll(below.members);
            }
        }
        canceller.cancel(cancelled);
    }

    private void backoffPassed(Group group) {
        locked(() -> {
            group.due = true;
            restartIfDue(group);
        });
    }

    private void restartIfDue(Group group) {
        boolean parentLives = group.parent == null ? !shutDown : !group.parent.cancelled;
        if (group.failed && group.due && group.running == 0 && parentLives) {
            launch(group);
        }
    }

    /** Takes note of the end of an incarnation, once nothing of it runs any more, and restarts what waited for it. */
    private void settle(Incarnation incarnation) {
        if (!incarnation.returned || incarnation.cancelling || incarnation.ended) {
            return;
        }
        incarnation.ended = true;
        incarnation.released.countDown();
        if (incarnation.stuckTimer != null) {
            incarnation.stuckTimer.cancel();
        }
        if (stuck.remove(incarnation)) {
            log(incarnation.node, Logger.Level.INFO, "ended at last", null);
        }
        count(incarnation.node, -1);
        Group group = incarnation.node.group;
        while (group != null && group.running == 0) {
            restartIfDue(group);
            group = group.parent == null ? null : group.parent.group;
        }
        if (rootGroup.running == 0) {
            stopped.signalAll();
            if (shutDown) {
                listeners.end();
            }
        }
    }

    private static void count(Node node, int change) {
        Group group = node.group;
        while (group != null) {
            group.running += change;
            group = group.parent == null ? null : group.parent.group;
        }
    }

    private void reportStuck(Incarnation incarnation) {
        boolean report = locked(() -> !incarnation.ended && stuck.add(incarnation));
        if (report) {
            log(incarnation.node, Logger.Level.WARN, "does not end: it was cancelled " + settings.cancelTimeout().toMillis()
                    + " ms ago; nothing is started in its place" + at(stack(incarnation)), null);
            // Its callbacks may hold up the interrupt.
            canceller.interrupt(incarnation);
        }
    }

    private void awaitStop(Duration timeout) {
        if (rootGroup == null || rootGroup.running == 0 || timeout.isNegative() || timeout.isZero()) {
            return;
        }
        Deadline deadline = new Deadline();
        SupervisorClock.Cancellable timer = clock.schedule(timeout, () -> locked(() -> {
            deadline.passed = true;
            stopped.signalAll();
        }));
        while (rootGroup.running > 0 && !deadline.passed) {
            stopped.awaitUninterruptibly();
        }
        timer.cancel();
    }

    private void logEnd(Node node, Throwable thrown) {
        if (thrown instanceof Error) {
            log(node, Logger.Level.ERROR, "threw after its cancellation: " + describe(thrown), thrown);
        } else if (thrown != null && !(thrown instanceof InterruptedException) && !isReported(node, thrown)) {
            log(node, Logger.Level.DEBUG, "threw after its cancellation: " + describe(thrown), thrown);
        }
    }

    private static boolean isReported(Node node, Throwable thrown) {
        return node.history.lastFailure != null && node.history.lastFailure.cause() == thrown;
    }

    private static String describe(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        String message = thrown.getMessage();
        return message == null ? name : name + ": " + message.replace("\r\n", "\n").replace('\n', ' ');
    }

    private List<String> stack(Incarnation incarnation) {
        List<String> lines = new ArrayList<>();
        if (!incarnation.returned && incarnation.thread != null) {
            addFrames(lines, incarnation.thread);
        }
        Thread callbacks = incarnation.canceller;
        if (callbacks != null && callbacks.isAlive()) {
            lines.add("in a cancel callback:");
            addFrames(lines, callbacks);
        }
        return List.copyOf(lines);
    }

    private static void addFrames(List<String> lines, Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            lines.add(frame.toString());
        }
    }

    private static String at(List<String> stack) {
        return stack.isEmpty() ? "" : "; its thread is at\n" + String.join("\n", stack);
    }

    private void depthFirst(Consumer<Node> visitor) {
        Deque<Node> pending = new ArrayDeque<>(rootGroup == null ? List.of() : rootGroup.members);
        while (!pending.isEmpty()) {
            Node node = pending.pop();
            visitor.accept(node);
            List<Node> children = new ArrayList<>(node.children.values());
            for (int i = children.size() - 1; i >= 0; i--) {
                pending.push(children.get(i));
            }
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    private static final class Deadline {
        private boolean passed;
    }

    /** Keeps the DNs that were used last, so that a runnable which makes up names cannot fill the memory. */
    private static final class Histories extends LinkedHashMap<String, Node.History> {

        private static final long serialVersionUID = 1L;

        Histories() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Node.History> eldest) {
            return size() > HISTORIES;
        }
    }
}
