package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;
import java.util.Optional;

/** What the probes of a process that was ready come to, one after the other. */
final class ProbeVerdict {

    private final Duration restartAfter;
    private boolean ill;
    private long illSince;

    /** What a probe means for the node. */
    enum Change {
        /** Nothing has changed. */
        NONE,
        /** The process does not serve any more. */
        UNHEALTHY,
        /** It serves again. */
        HEALTHY,
        /** It has not served for too long. */
        RESTART
    }

    /** @param restartAfter the time for which a process may not serve; zero if it may for ever */
    ProbeVerdict(Duration restartAfter) {
        this.restartAfter = restartAfter;
    }

    /**
     * Takes the result of a probe.
     *
     * @param now a monotonic time in nanoseconds
     * @param problem why the process does not serve; empty if it does
     */
    Change take(long now, Optional<String> problem) {
        boolean wasIll = ill;
        ill = problem.isPresent();
        if (!ill) {
            return wasIll ? Change.HEALTHY : Change.NONE;
        }
        if (!wasIll) {
            illSince = now;
            return Change.UNHEALTHY;
        }
        return !restartAfter.isZero() && now - illSince >= restartAfter.toNanos() ? Change.RESTART : Change.NONE;
    }

    /** Returns the time for which the process has not served, or had not when it served again. */
    Duration illFor(long now) {
        return Duration.ofNanos(now - illSince);
    }
}
