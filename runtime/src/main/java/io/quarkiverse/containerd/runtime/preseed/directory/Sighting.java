package io.quarkiverse.containerd.runtime.preseed.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of an archive that may still be being written.
 *
 * @param stamp its fingerprint when it was last looked at
 * @param since when it was first seen with that fingerprint
 */
public record Sighting(FileStamp stamp, Instant since) {

    /** Returns the state of an archive that was found again; empty if it cannot be read. */
    public static Optional<Sighting> of(PreseedArchive archive, Optional<Sighting> previous, Instant now) {
        return archive.stamp().map(
                stamp -> previous.filter(known -> known.stamp().equals(stamp)).orElse(new Sighting(stamp, now)));
    }

    /**
     * Returns when the archive counts as written completely, provided that it does not change until then. A modification time
     * in the future is ignored.
     *
     * @param quiet the time that it must not have changed
     */
    public Instant settlesAt(Duration quiet) {
        return (stamp.modified().isBefore(since) ? stamp.modified() : since).plus(quiet);
    }
}
