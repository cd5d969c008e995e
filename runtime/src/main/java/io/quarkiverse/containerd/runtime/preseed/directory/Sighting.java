package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A look at an archive that may still be being written.
 *
 * @param stamp what was seen
 * @param since when it was first seen like this
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
     * in the future tells nothing.
     *
     * @param quiet how long it must not have changed
     */
    public Instant settlesAt(Duration quiet) {
        return (stamp.modified().isBefore(since) ? stamp.modified() : since).plus(quiet);
    }
}
