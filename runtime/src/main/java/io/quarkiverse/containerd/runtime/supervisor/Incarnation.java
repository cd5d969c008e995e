package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.NodeLogger;

/** One run of a runnable, and its handle. The fields are guarded by the lock of the tree. */
final class Incarnation implements NodeHandle {

    final Node node;
    /** Cancel callbacks, newest last; most have none. */
    final List<Callback> callbacks = new ArrayList<>(0);
    /** Opened when cancellation has interrupted the thread, or when the incarnation has ended. */
    private final CountDownLatch released = new CountDownLatch(1);
    volatile Thread thread;
    Thread canceller;
    volatile boolean cancelled;
    volatile boolean returned;
    boolean doneSignalled;
    /** Whether cancellation is in progress: callbacks run, or the interrupt is still to come. */
    boolean cancelling;
    boolean ended;
    Instant cancelledAt;
    private boolean interrupted;
    private SupervisorClock.Cancellable stuckTimer;
    private final Tree tree;

    Incarnation(Tree tree, Node node) {
        this.tree = tree;
        this.node = node;
    }

    private void run() {
        begin();
        Throwable thrown = null;
        try {
            node.runnable.run(this);
        } catch (Throwable e) {
            thrown = e;
        }
        end(thrown);
    }

    /** Makes the thread known, and makes up for an interrupt that came before. */
    private void begin() {
        synchronized (released) {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    /** Records the return of the runnable, or what has been thrown in its place. */
    void end(Throwable thrown) {
        Insistence.run(node, "cannot be ended", () -> tree.returned(this, thrown));
    }

    /** Starts the thread of the runnable; it may have been cancelled already. */
    void start(Threads.Factory threads, ClassLoader contextClassLoader) {
        Thread starting = threads.newThread(node.dn, this::run);
        starting.setContextClassLoader(contextClassLoader);
        starting.start();
    }

    /** Interrupts the runnable, if need be as soon as it begins. */
    void interrupt() {
        synchronized (released) {
            interrupted = true;
            if (thread != null && !returned) {
                thread.interrupt();
            }
        }
    }

    /** Records the cancellation, which the canceller then carries out. */
    void markCancelled(Instant now, SupervisorClock.Cancellable timer) {
        cancelled = true;
        cancelledAt = now;
        cancelling = true;
        stuckTimer = timer;
    }

    /** Records that nothing of this incarnation runs any more. */
    void markEnded() {
        ended = true;
        release();
        if (stuckTimer != null) {
            stuckTimer.cancel();
        }
    }

    /** Ends the wait for cancellation. */
    void release() {
        released.countDown();
        LockSupport.unpark(thread);
    }

    void requireCurrent() {
        if (returned) {
            throw new IllegalStateException(
                    "The incarnation that this handle of " + node.dn
                            + " belongs to has ended; use the handle of the current one");
        }
    }

    @Override
    public String dn() {
        return node.dn;
    }

    @Override
    public void signalHealthy() {
        tree.signalHealthy(this);
    }

    @Override
    public void signalUnhealthy(String reason) {
        tree.signalUnhealthy(this, Objects.requireNonNull(reason, "reason"));
    }

    @Override
    public void signalDone() {
        tree.signalDone(this);
    }

    @Override
    public void run(String name, SupervisedRunnable runnable) {
        tree.spawn(this, Collections.singletonMap(name, runnable));
    }

    @Override
    public void runGroup(Map<String, SupervisedRunnable> group) {
        tree.spawn(this, group);
    }

    @Override
    public boolean isCancelled() {
        requireCurrent();
        return cancelled;
    }

    @Override
    public Registration onCancel(Runnable callback) {
        return tree.onCancel(this, new Callback(callback));
    }

    @Override
    public void awaitCancellation() throws InterruptedException {
        requireCurrent();
        if (Thread.currentThread() == thread) {
            // Most nodes rest here, and the frames of a virtual thread that waits are kept on the heap: those of a latch are many.
            while (released.getCount() > 0 && !thread.isInterrupted()) {
                LockSupport.park();
            }
        }
        released.await();
        if (!cancelled) {
            requireCurrent();
        }
    }

    @Override
    public NodeLogger logger() {
        requireCurrent();
        return node.logger;
    }

    @Override
    public NodeLogger logger(String name) {
        return tree.subLogger(this, name);
    }

    @Override
    public String toString() {
        return node.dn;
    }

    /** A callback with its own identity, so that the same code can be registered twice. */
    static final class Callback {

        final Runnable code;

        Callback(Runnable code) {
            this.code = Objects.requireNonNull(code, "callback");
        }
    }
}
