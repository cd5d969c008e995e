package io.quarkiverse.containerd.client;

import java.time.Duration;

/**
 * How long calls may take.
 *
 * @param probe health and version
 * @param call every other single call. On containerd 1.6 and 1.7 a call that writes waits while a large blob is synced to disk.
 * @param stall how long an upload may go without any progress
 */
public record CallTimeouts(Duration probe, Duration call, Duration stall) {

    /** 5 seconds, 1 minute, 5 minutes. */
    public static CallTimeouts defaults() {
        return new CallTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(5));
    }
}
