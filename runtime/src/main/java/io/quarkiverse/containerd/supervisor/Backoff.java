package io.quarkiverse.containerd.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The waits of one node between a failure and the next start: exponential, with jitter, bounded. */
final class Backoff {

    private final SupervisorSettings settings;
    private final RandomGenerator random;
    private double nanos;

    Backoff(SupervisorSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        reset();
    }

    /** How long to wait now; the wait after it is longer. */
    Duration next() {
        double longest = settings.maxBackoff().toNanos();
        double jittered = nanos * (1 + settings.jitter() * (2 * random.nextDouble() - 1));
        nanos = Math.min(nanos * settings.multiplier(), longest);
        return Duration.ofNanos(Math.round(Math.min(jittered, longest)));
    }

    /** Makes the next wait the shortest one again. */
    void reset() {
        nanos = settings.initialBackoff().toNanos();
    }
}
