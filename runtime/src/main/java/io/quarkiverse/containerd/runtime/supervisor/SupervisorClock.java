package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;

/** The supervisor's only source of time. */
public interface SupervisorClock {

    /** The present moment. */
    Instant now();

    /**
     * Runs a task once, after a delay, on a thread that is not the caller's.
     *
     * @param delay zero or negative for at once
     * @param task must be short
     * @return cancels the task if it has not started
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    @FunctionalInterface
    interface Cancellable {
        /** Keeps the task from starting; without effect once it has started. */
        void cancel();
    }
}
