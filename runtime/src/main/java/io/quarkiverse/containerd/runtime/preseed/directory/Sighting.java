package io.quarkiverse.containerd.runtime.preseed.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of an archive that may still be being written. How long it has not changed goes by a monotonic clock, so that a
 * wall clock that is set meanwhile delays no archive.
 *
 * @param stamp its fingerprint when it was last looked at
 * @param age the time since its modification when it was first seen with that fingerprint, zero if that lies in the future
 * @param since the monotonic time, in nanoseconds, when it was first seen with that fingerprint
 */
public record Sighting(FileStamp stamp, Duration age, long since) {

    /**
     * Returns the state of an archive that was found again; empty if it cannot be read.
     *
     * @param now the time by the clock that modification times go by
     * @param nanoTime the monotonic time, in nanoseconds
     */
    public static Optional<Sighting> of(PreseedArchive archive, Optional<Sighting> previous, Instant now, long nanoTime) {
        return archive.stamp().map(stamp -> previous.filter(known -> known.stamp().equals(stamp))
                .orElseGet(() -> new Sighting(stamp, age(stamp, now), nanoTime)));
    }

    private static Duration age(FileStamp stamp, Instant now) {
        return stamp.modified().isBefore(now) ? Duration.between(stamp.modified(), now) : Duration.ZERO;
    }

    /**
     * Returns the time after which the archive counts as written completely, provided that it does not change until then; not
     * positive if it counts as that already.
     *
     * @param quiet the time that it must not have changed
     * @param nanoTime the monotonic time, in nanoseconds
     */
    public Duration pause(Duration quiet, long nanoTime) {
        return quiet.minus(age).minusNanos(nanoTime - since);
    }
}
