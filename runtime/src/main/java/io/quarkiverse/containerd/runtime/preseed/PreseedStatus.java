package io.quarkiverse.containerd.runtime.preseed;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.pull.PullReports;

/**
 * What has become of every archive and image list, for as long as the daemon lives. The preseed's loop alone changes it; any
 * thread may ask for a report.
 */
public final class PreseedStatus {

    private final Clock clock;
    private final PullReports pulls;
    private volatile Snapshot snapshot = new Snapshot(false, Map.of());

    /** Reports nothing yet. */
    public PreseedStatus() {
        this(Clock.systemUTC());
    }

    /** Reports nothing yet; the clock tells when an archive changes its state. */
    public PreseedStatus(Clock clock) {
        this.clock = clock;
        this.pulls = new PullReports(clock);
    }

    /**
     * All archives at a moment.
     *
     * @param scanned whether the directory has been read
     * @param archives by their files, in the order of the newest scan
     */
    private record Snapshot(boolean scanned, Map<Path, ArchiveStatus> archives) {
    }

    /** The state now. */
    public PreseedReport report() {
        Snapshot now = snapshot;
        return new PreseedReport(now.scanned(), now.archives().values().stream().filter(ArchiveStatus::present)
                .map(ArchiveStatus::report).toList(), pulls.report());
    }

    /** What becomes of the image lists. */
    PullReports pulls() {
        return pulls;
    }

    /** The archives that the newest scan found, in its order. */
    List<ArchiveStatus> archives() {
        return snapshot.archives().values().stream().filter(ArchiveStatus::present).toList();
    }

    /**
     * Takes over what a scan found.
     *
     * @return the archives that had been loaded in this run, and have gone or changed since
     */
    Set<PreseedArchive> scanned(DirectoryScan scan) {
        Instant now = clock.instant();
        Map<Path, ArchiveStatus> before = new LinkedHashMap<>(snapshot.archives());
        Map<Path, ArchiveStatus> next = new LinkedHashMap<>();
        Set<PreseedArchive> outdated = new HashSet<>();
        for (PreseedArchive archive : scan.archives()) {
            ArchiveStatus known = before.remove(archive.file());
            ArchiveStatus found = known == null ? ArchiveStatus.of(archive, now) : known.found(archive);
            next.put(archive.file(), found);
            if (known != null && known.isLoaded() && !found.isLoaded()) {
                outdated.add(archive);
            }
        }
        for (ArchiveStatus missing : before.values()) {
            if (missing.isLoaded()) {
                outdated.add(missing.archive());
            }
            if (missing.isLoading() || missing.loadedOnce()) {
                next.put(missing.archive().file(), missing.gone(now));
            }
        }
        snapshot = new Snapshot(true, Collections.unmodifiableMap(next));
        pulls.scanned(scan.lists());
        return outdated;
    }

    /** What is known of an archive; empty if it was not found, and never loaded. */
    Optional<ArchiveStatus> find(PreseedArchive archive) {
        return Optional.ofNullable(snapshot.archives().get(archive.file()));
    }

    /** Replaces what is known of an archive, by what was known and the time now. */
    void update(PreseedArchive archive, BiFunction<ArchiveStatus, Instant, ArchiveStatus> change) {
        Instant now = clock.instant();
        Map<Path, ArchiveStatus> next = new LinkedHashMap<>(snapshot.archives());
        next.computeIfPresent(archive.file(), (file, known) -> change.apply(known, now));
        snapshot = new Snapshot(snapshot.scanned(), Collections.unmodifiableMap(next));
    }

    /** Ends a run: nothing is being loaded any more, and the next run asks for all that has been loaded. */
    void endRun() {
        Instant now = clock.instant();
        Map<Path, ArchiveStatus> next = new LinkedHashMap<>(snapshot.archives());
        next.replaceAll((file, known) -> known.isLoading() ? known.interrupted(now).waiting() : known.waiting());
        snapshot = new Snapshot(snapshot.scanned(), Collections.unmodifiableMap(next));
    }
}
