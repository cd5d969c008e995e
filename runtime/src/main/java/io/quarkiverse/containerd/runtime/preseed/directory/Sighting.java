package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
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

    /** Looks at an archive again; empty if it has gone. */
    public static Optional<Sighting> of(PreseedArchive archive, Optional<Sighting> previous, Instant now) {
        try {
            FileStamp stamp = FileStamp.of(archive.file());
            return Optional.of(previous.filter(known -> known.stamp().equals(stamp)).orElse(new Sighting(stamp, now)));
        } catch (IOException gone) {
            return Optional.empty();
        }
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
