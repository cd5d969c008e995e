package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells which archives have been written completely: those that have not changed for some time, as seen in their modification
 * time or by looking twice.
 */
public final class SettlingArchives {

    private final Duration quiet;
    private final InstantSource clock;
    private Map<String, Seen> seen = new HashMap<>();

    /** @param quiet how long an archive must not have changed */
    public SettlingArchives(Duration quiet, InstantSource clock) {
        this.quiet = quiet;
        this.clock = clock;
    }

    /** Looks at the archives now. One that has gone meanwhile is not among the growing ones. */
    public Settled settle(List<PreseedArchive> archives) {
        Instant now = clock.instant();
        Map<String, Seen> next = new HashMap<>();
        List<PreseedArchive> growing = new ArrayList<>();
        Optional<Duration> wait = Optional.empty();
        for (PreseedArchive archive : archives) {
            Optional<FileStamp> stamp = stamp(archive);
            if (stamp.isPresent()) {
                Seen known = seen.get(archive.path());
                Seen last = known != null && known.stamp().equals(stamp.get()) ? known : new Seen(stamp.get(), now);
                next.put(archive.path(), last);
                Duration rest = rest(last, now);
                if (rest.compareTo(Duration.ZERO) > 0) {
                    growing.add(archive);
                    wait = wait.filter(shortest -> shortest.compareTo(rest) <= 0).or(() -> Optional.of(rest));
                }
            }
        }
        seen = next;
        return new Settled(List.copyOf(growing), wait);
    }

    /** How long to wait still. A modification time in the future tells nothing. */
    private Duration rest(Seen last, Instant now) {
        Duration watched = Duration.between(last.since(), now);
        Duration age = Duration.between(last.stamp().modified(), now);
        return quiet.minus(age.compareTo(watched) > 0 ? age : watched);
    }

    private static Optional<FileStamp> stamp(PreseedArchive archive) {
        try {
            return Optional.of(FileStamp.of(archive.file()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record Seen(FileStamp stamp, Instant since) {
    }

    /**
     * What has been seen.
     *
     * @param growing the archives that may be being written still
     * @param pause after which time to look again; empty if none is
     */
    public record Settled(List<PreseedArchive> growing, Optional<Duration> pause) {

        /** None is being written. */
        public static final Settled ALL = new Settled(List.of(), Optional.empty());
    }
}
