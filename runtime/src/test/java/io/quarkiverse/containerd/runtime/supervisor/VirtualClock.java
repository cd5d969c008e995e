package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until a test moves it. */
final class VirtualClock implements SupervisorClock {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparing(Task::at).thenComparingLong(Task::order));
    private Instant now = START;
    private long order;

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public long nanoTime() {
        return Duration.between(START, now()).toNanos();
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable code) {
        Task task = new Task(now.plus(delay.isNegative() ? Duration.ZERO : delay), order++, code);
        tasks.add(task);
        return () -> cancel(task);
    }

    /** Moves the time on, and runs what becomes due, each task at its own time; calls {@code settle} after each. */
    void advance(Duration duration, Runnable settle) {
        Instant target = now().plus(duration);
        Task task = next(target);
        while (task != null) {
            task.code().run();
            settle.run();
            task = next(target);
        }
        synchronized (this) {
            now = target;
        }
    }

    synchronized int scheduled() {
        return tasks.size();
    }

    private synchronized Task next(Instant target) {
        if (tasks.isEmpty() || tasks.peek().at().isAfter(target)) {
            return null;
        }
        Task task = tasks.poll();
        now = task.at();
        return task;
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    private record Task(Instant at, long order, Runnable code) {
    }
}
