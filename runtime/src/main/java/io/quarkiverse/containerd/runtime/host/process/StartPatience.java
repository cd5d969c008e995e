package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;
import java.util.Optional;

/**
 * The patience with a process that starts: it lasts for a time after each sign of life, that is a line of output or some use
 * of a processor. The latter alone does not count for ever, because a process may also spin.
 */
final class StartPatience {

    private static final Duration LONGEST_WINDOW = Duration.ofSeconds(1);
    /** In clock ticks a second, and the least in a window: a process that only waits, and looks now and then, uses less. */
    private static final long BUSY = 2;

    private final StartLimit limits;
    private final Duration limit;
    private final Duration window;
    private long printed;
    private long busy;
    private long looked;
    private long ticks;

    /** @param began the time at which the process was started, in nanoseconds */
    StartPatience(StartLimit limits, long began) {
        this.limits = limits;
        this.limit = limits.current();
        Duration third = limit.dividedBy(3);
        this.window = third.compareTo(LONGEST_WINDOW) < 0 ? third : LONGEST_WINDOW;
        this.printed = began;
        this.busy = began;
        this.looked = began;
    }

    /**
     * Takes note of a process at a time, and returns why it is not waited for any longer; empty if it is.
     *
     * @param now in nanoseconds, as is the time of the last output
     * @param lastOutput the time at which it last printed something, or was started
     * @param processorTicks what it and its children have used, in clock ticks
     */
    Optional<String> end(long now, long lastOutput, long processorTicks) {
        printed = lastOutput;
        Duration since = Duration.ofNanos(now - looked);
        if (since.compareTo(window) >= 0) {
            if (processorTicks - ticks >= Math.max(BUSY, BUSY * since.toSeconds())) {
                busy = now;
            }
            ticks = processorTicks;
            looked = now;
        }
        if (Math.min(now - printed, now - busy) > limit.toNanos()) {
            return Optional.of("printed nothing and used no processor for " + limit.toMillis()
                    + " ms (" + limits.name() + "); the next start may be silent for " + limits.grow().toMillis()
                    + " ms");
        }
        return now - printed > limits.longest().toNanos()
                ? Optional.of("printed nothing for " + limits.longest().toMillis()
                        + " ms (" + limits.longestName() + "), although it used a processor")
                : Optional.empty();
    }
}
