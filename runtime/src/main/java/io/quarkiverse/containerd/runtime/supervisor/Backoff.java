package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The waits between a failure and the next attempt: exponential, with jitter, bounded. For one thread. */
public final class Backoff {

    private final SupervisorSettings settings;
    private final RandomGenerator random;
    private double nanos;

    /**
     * @param settings the first wait, the factor, the jitter and the longest wait
     * @param random jitters the waits
     */
    public Backoff(SupervisorSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        reset();
    }

    /** How long to wait now; the wait after it is longer. */
    public Duration next() {
        double longest = settings.maxBackoff().toNanos();
        double jittered = nanos * (1 + settings.jitter() * (2 * random.nextDouble() - 1));
        nanos = Math.min(nanos * settings.multiplier(), longest);
        return Duration.ofNanos(Math.round(Math.min(jittered, longest)));
    }

    /** Makes the next wait the shortest one again. */
    public void reset() {
        nanos = settings.initialBackoff().toNanos();
    }
}
