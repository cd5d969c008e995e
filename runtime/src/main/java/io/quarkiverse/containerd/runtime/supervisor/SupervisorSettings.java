package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;

/**
 * Settings of backoff and cancellation.
 *
 * @param initialBackoff wait after the first failure
 * @param multiplier factor by which each further wait is longer; at least 1
 * @param jitter fraction, 0 to 1, by which a wait is randomly longer or shorter
 * @param maxBackoff the longest wait, jitter included
 * @param resetAfter time that a node must have been HEALTHY before a failure for the wait to become shorter again: by one
 *        step for each further time of that length
 * @param cancelTimeout time that a cancelled runnable may take to return before it is reported as stuck
 */
public record SupervisorSettings(Duration initialBackoff, double multiplier, double jitter, Duration maxBackoff,
        Duration resetAfter, Duration cancelTimeout) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names it
     */
    public SupervisorSettings {
        check(!initialBackoff.isNegative() && !initialBackoff.isZero(), "initial-backoff must be positive", initialBackoff);
        check(multiplier >= 1 && Double.isFinite(multiplier), "multiplier must be at least 1", multiplier);
        check(jitter >= 0 && jitter <= 1, "jitter must be between 0 and 1", jitter);
        check(maxBackoff.compareTo(initialBackoff) >= 0, "max-backoff must not be shorter than initial-backoff", maxBackoff);
        check(!resetAfter.isNegative(), "reset-after must not be negative", resetAfter);
        check(!cancelTimeout.isNegative() && !cancelTimeout.isZero(), "cancel-timeout must be positive", cancelTimeout);
    }

    /** Returns the defaults: 500 ms, times 1.5, 50 % jitter, at most 60 s; shorter after 30 s; stuck after 30 s. */
    public static SupervisorSettings defaults() {
        return new SupervisorSettings(Duration.ofMillis(500), 1.5, 0.5, Duration.ofSeconds(60), Duration.ofSeconds(30),
                Duration.ofSeconds(30));
    }

    private static void check(boolean valid, String rule, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("supervisor: " + rule + ", not " + value);
        }
    }
}
