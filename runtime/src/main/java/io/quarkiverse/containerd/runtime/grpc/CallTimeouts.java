package io.quarkiverse.containerd.runtime.grpc;

import java.time.Duration;

/**
 * The time that calls may take.
 *
 * @param probe the deadline of calls for health and version
 * @param call the deadline of every other call. On containerd 1.6 and 1.7 a call that writes waits while a large blob is synced
 *        to disk.
 * @param uploadIdle the time that an upload may go without any progress
 */
public record CallTimeouts(Duration probe, Duration call, Duration uploadIdle) {

    /** Returns 5 seconds for a probe, 1 minute for a call, 5 minutes for an idle upload. */
    public static CallTimeouts defaults() {
        return new CallTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(5));
    }
}
