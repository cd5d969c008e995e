package io.quarkiverse.containerd.runtime.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;

/**
 * A supervisor whose runnables do what a test tells them, on a clock the test moves. Every call returns when nothing moves any
 * more: each thread has ended, or waits for a command and has nothing left to notice.
 */
final class Rig implements AutoCloseable {

    static final SupervisorSettings SETTINGS = new SupervisorSettings(Duration.ofSeconds(1), 2, 0.5, Duration.ofSeconds(8),
            Duration.ofSeconds(5), Duration.ofSeconds(3));
    /** Makes the jitter vanish. */
    static final RandomGenerator MIDDLE = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    };
    private static final long PATIENCE_SECONDS = 60;

    final VirtualClock clock = new VirtualClock();
    final LogJournal journal = new MemoryJournal(100, 1024, clock::now);
    final List<Transition> transitions = Collections.synchronizedList(new ArrayList<>());
    final Supervisor supervisor;
    final List<Actor> ended = Collections.synchronizedList(new ArrayList<>());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Actor> live = new LinkedHashMap<>();
    /** Threads that neither have ended nor wait for a command. */
    private int busy;
    private int threads;

    Rig() {
        this(SETTINGS, MIDDLE);
    }

    Rig(SupervisorSettings settings, RandomGenerator random) {
        Threads jvm = Threads.ofJvm();
        supervisor = new Supervisor(settings, journal, clock, random,
                new Threads(counted(jvm.runnables()), counted(jvm.cancellers())));
        supervisor.addListener(transitions::add);
    }

    /** Starts the root, as an actor. */
    Actor start() {
        supervisor.start(this::act);
        settle();
        return actor("root");
    }

    void act(NodeHandle handle) throws Exception {
        Actor actor = new Actor(handle);
        lock.lock();
        try {
            assertThat(live.put(handle.dn(), actor)).describedAs("two incarnations of %s at once", handle.dn()).isNull();
        } finally {
            lock.unlock();
        }
        try {
            actor.obey();
        } finally {
            lock.lock();
            try {
                live.remove(handle.dn());
                ended.add(actor);
            } finally {
                lock.unlock();
            }
        }
    }

    Actor actor(String dn) {
        return findActor(dn).orElseThrow(() -> new AssertionError(dn + " does not run: " + supervisor.snapshot()));
    }

    Optional<Actor> findActor(String dn) {
        lock.lock();
        try {
            return Optional.ofNullable(live.get(dn));
        } finally {
            lock.unlock();
        }
    }

    List<String> running() {
        lock.lock();
        try {
            return live.keySet().stream().sorted().toList();
        } finally {
            lock.unlock();
        }
    }

    NodeSnapshot node(String dn) {
        return supervisor.snapshot().stream().filter(each -> each.dn().equals(dn)).findFirst()
                .orElseThrow(() -> new AssertionError("no node " + dn + ": " + supervisor.snapshot()));
    }

    NodeState state(String dn) {
        return node(dn).state();
    }

    List<LogEntry> log(String dn) {
        return journal.read(JournalQuery.only(dn));
    }

    void advance(Duration duration) {
        clock.advance(duration, this::settle);
        settle();
    }

    void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Waits until nothing moves. */
    void settle() {
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!isQuiet()) {
                if (nanos <= 0) {
                    throw new AssertionError(busy + " threads are busy; " + live + "; " + supervisor.snapshot());
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            live.values().forEach(actor -> actor.stubborn = false);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        supervisor.shutdown(Duration.ZERO);
        live().forEach(Actor::giveUp);
        settle();
        assertThat(supervisor.shutdown(Duration.ZERO)).isEmpty();
        assertThat(threads()).isZero();
    }

    List<Actor> live() {
        lock.lock();
        try {
            return List.copyOf(live.values());
        } finally {
            lock.unlock();
        }
    }

    private boolean isQuiet() {
        return busy == 0 && live.values().stream().noneMatch(Actor::hasSomethingToNotice);
    }

    private void busy(int change) {
        lock.lock();
        try {
            busy += change;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void threads(int change) {
        lock.lock();
        try {
            threads += change;
        } finally {
            lock.unlock();
        }
    }

    private Threads.Factory counted(Threads.Factory source) {
        return (name, task) -> {
            busy(1);
            threads(1);
            return source.newThread(name, () -> {
                try {
                    task.run();
                } finally {
                    threads(-1);
                    busy(-1);
                }
            });
        };
    }

    /** What a runnable is told to do; its end is the end of the runnable. */
    private interface Command {
        /** Returns whether the runnable goes on. */
        boolean run(NodeHandle handle) throws Exception;
    }

    /** One incarnation that obeys commands. */
    final class Actor {

        final NodeHandle handle;
        final String dn;
        final List<String> callbacks = Collections.synchronizedList(new ArrayList<>());
        private Command command;
        private boolean stubborn;
        private int interrupts;
        private boolean interrupted;
        private boolean idle;

        Actor(NodeHandle handle) {
            this.handle = handle;
            this.dn = handle.dn();
            handle.onCancel(() -> callbacks.add("first"));
            handle.onCancel(() -> callbacks.add("second"));
        }

        /** Makes the runnable ignore cancellation until it is told to end. */
        Actor stubborn() {
            lock.lock();
            try {
                stubborn = true;
                return this;
            } finally {
                lock.unlock();
            }
        }

        /** Makes the runnable end at the cancellation it has ignored. */
        void yields() {
            lock.lock();
            try {
                stubborn = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            settle();
        }

        /** Has the runnable do something; what it throws comes back, and does not end the runnable. */
        Optional<Throwable> does(Consumer<NodeHandle> action) {
            Throwable[] thrown = new Throwable[1];
            order(node -> {
                try {
                    action.accept(node);
                } catch (RuntimeException | Error e) {
                    thrown[0] = e;
                }
                return true;
            });
            return Optional.ofNullable(thrown[0]);
        }

        Actor healthy() {
            assertThat(does(NodeHandle::signalHealthy)).isEmpty();
            return this;
        }

        Actor done() {
            assertThat(does(NodeHandle::signalDone)).isEmpty();
            return this;
        }

        /** Starts a group of actors. */
        Optional<Throwable> tryGroup(List<String> names) {
            Map<String, SupervisedRunnable> group = new LinkedHashMap<>();
            names.forEach(name -> group.put(name, Rig.this::act));
            return does(node -> node.runGroup(group));
        }

        Actor group(String... names) {
            assertThat(tryGroup(List.of(names))).isEmpty();
            return this;
        }

        Actor child(String name) {
            assertThat(does(node -> node.run(name, Rig.this::act))).isEmpty();
            return Rig.this.actor(dn + "." + name);
        }

        void returns() {
            order(node -> false);
        }

        void fails(Throwable thrown) {
            order(node -> {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (Exception) thrown;
            });
        }

        private void giveUp() {
            lock.lock();
            try {
                if (idle && command == null) {
                    command = node -> false;
                    busy++;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private void order(Command next) {
            lock.lock();
            try {
                assertThat(live.get(dn)).describedAs("the live incarnation of %s", dn).isSameAs(this);
                command = next;
                busy++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            settle();
        }

        private boolean hasSomethingToNotice() {
            return handle.isCancelled() && !(stubborn && interrupts > 0);
        }

        private void obey() throws Exception {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = next().run(handle);
            }
        }

        private Command next() throws InterruptedException {
            lock.lock();
            try {
                busy--;
                idle = true;
                changed.signalAll();
                while (command == null) {
                    try {
                        changed.await();
                    } catch (InterruptedException e) {
                        interrupts++;
                        changed.signalAll();
                        interrupted = true;
                    }
                    if (interrupted && !stubborn && command == null) {
                        busy++;
                        throw new InterruptedException();
                    }
                }
                Command next = command;
                command = null;
                return next;
            } finally {
                idle = false;
                lock.unlock();
            }
        }
    }
}
