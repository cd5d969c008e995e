package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential backoff: the waits between a failure and the next attempt, jittered and bounded. Not thread-safe. */
public final class Backoff {

    /** More than there are between the shortest and the longest wait. */
    private static final double MANY_STEPS = 1e6;

    private final SupervisorSettings settings;
    private final RandomGenerator random;
    private double nanos;

    /**
     * @param settings initial wait, multiplier, jitter and longest wait
     * @param random source of the jitter
     */
    public Backoff(SupervisorSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        reset();
    }

    /** Returns the next wait; the one after it is longer. */
    public Duration next() {
        double longest = settings.maxBackoff().toNanos();
        double jittered = nanos * (1 + settings.jitter() * (2 * random.nextDouble() - 1));
        nanos = Math.min(nanos * settings.multiplier(), longest);
        return Duration.ofNanos(Math.round(Math.min(jittered, longest)));
    }

    /**
     * Makes the waits to come shorter again after a time in which all was well: beyond the first {@code resetAfter}, which does
     * not count, by one step for each further one. So what fails soon after each {@code resetAfter} is slowed down, too.
     */
    public void recover(Duration well) {
        double steps = Math.min(MANY_STEPS, (double) well.toNanos() / settings.resetAfter().toNanos() - 1);
        if (steps > 0) {
            nanos = Math.max(settings.initialBackoff().toNanos(), nanos / Math.pow(settings.multiplier(), steps));
        }
    }

    /** Goes back to the initial wait. */
    public void reset() {
        nanos = settings.initialBackoff().toNanos();
    }
}
