package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The lock that serialises all changes of a tree. */
final class TreeLock {

    /**
     * Attempts to get the lock before a thread parks. A change takes microseconds, and a virtual thread that has parked under
     * so
     * many frames keeps the room for them.
     */
    private static final int ATTEMPTS = Runtime.version().feature() >= 21 ? 100 : 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Runnable> afterwards = new ArrayList<>();

    /** Runs a change under the lock. */
    void run(Runnable change) {
        acquire();
        try {
            change.run();
        } finally {
            unlock();
        }
    }

    /** Runs a change under the lock and returns its result. */
    <T> T call(Supplier<T> change) {
        acquire();
        try {
            return change.get();
        } finally {
            unlock();
        }
    }

    /** Runs a task, which must not throw, as soon as the calling thread has released the lock; called under the lock. */
    void afterwards(Runnable task) {
        afterwards.add(task);
    }

    private void acquire() {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    private void unlock() {
        List<Runnable> due = List.of();
        if (lock.getHoldCount() == 1 && !afterwards.isEmpty()) {
            due = afterwards;
            afterwards = new ArrayList<>();
        }
        lock.unlock();
        due.forEach(Runnable::run);
    }

    /** Whether the lock can be acquired within a timeout, in real time. */
    boolean isAvailable(Duration timeout) {
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

    /** Makes waiting threads check their condition again; called under the lock. */
    void signal() {
        changed.signalAll();
    }

    /**
     * Waits for a condition, at most for a timeout. Called under the lock, which is released while waiting.
     *
     * @param clock measures the timeout
     */
    void await(BooleanSupplier condition, Duration timeout, SupervisorClock clock) {
        if (condition.getAsBoolean() || timeout.isNegative() || timeout.isZero()) {
            return;
        }
        AtomicBoolean expired = new AtomicBoolean();
        SupervisorClock.Cancellable timer = clock.schedule(timeout, () -> run(() -> {
            expired.set(true);
            changed.signalAll();
        }));
        while (!condition.getAsBoolean() && !expired.get()) {
            changed.awaitUninterruptibly();
        }
        timer.cancel();
    }
}
