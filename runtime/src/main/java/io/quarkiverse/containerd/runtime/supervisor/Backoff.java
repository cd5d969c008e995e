package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential backoff: the waits between a failure and the next attempt, jittered and bounded. Not thread-safe. */
public final class Backoff {

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

    /** Goes back to the initial wait. */
    public void reset() {
        nanos = settings.initialBackoff().toNanos();
    }
}
