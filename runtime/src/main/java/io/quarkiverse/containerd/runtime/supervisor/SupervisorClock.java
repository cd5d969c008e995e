package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;

/** The only source of time of the supervisor. */
public interface SupervisorClock {

    /** Returns the current time. */
    Instant now();

    /** Returns a time in nanoseconds that only ever increases, however the clock is set; only differences have a meaning. */
    long nanoTime();

    /**
     * Runs a task once, after a delay, on a thread that is not the caller's.
     *
     * @param delay zero or negative to run at once
     * @param task a short task
     * @return cancels the task unless it has started
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    @FunctionalInterface
    interface Cancellable {
        /** Prevents the task from starting; no effect once it has started. */
        void cancel();
    }
}
