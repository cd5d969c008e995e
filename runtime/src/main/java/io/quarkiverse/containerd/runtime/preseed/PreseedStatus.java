package io.quarkiverse.containerd.runtime.preseed;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.preseed.SandboxReport;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.pull.PullReports;
import io.quarkiverse.containerd.runtime.preseed.store.SentTotal;

/**
 * The status of every archive and image list, for as long as the daemon runs. Only the preseed's loop changes it, but for the
 * images that are gone; any thread may ask for a report.
 */
public final class PreseedStatus {

    private final Clock clock;
    private final Consumer<ArchiveLoad> loads;
    private final PullReports pulls;
    private final SentTotal sent = new SentTotal();
    private volatile Optional<SandboxReport> sandbox = Optional.empty();
    private volatile Map<Path, GoneImages> gone = Map.of();
    private final ArchiveStatuses archives = new ArchiveStatuses();
    private volatile boolean scanned;

    /** Makes a status without archives. */
    public PreseedStatus() {
        this(Clock.systemUTC());
    }

    /** Makes a status without archives. @param clock the clock of the times at which states are entered */
    public PreseedStatus(Clock clock) {
        this(clock, load -> {
        });
    }

    /**
     * Makes a status without archives.
     *
     * @param clock the clock of the times at which states are entered
     * @param loads is told of each attempt to load an archive that has ended
     */
    public PreseedStatus(Clock clock, Consumer<ArchiveLoad> loads) {
        this.clock = clock;
        this.loads = loads;
        this.pulls = new PullReports(clock);
    }

    /** Returns the report of the status now. */
    public PreseedReport report() {
        boolean known = scanned;
        Map<Path, GoneImages> missed = gone;
        return new PreseedReport(known, archives.present().stream()
                .map(status -> status.report(Optional.ofNullable(missed.get(status.archive().file())))).toList(),
                pulls.report(), sandbox);
    }

    /** Returns what has been sent to containerd since the daemon started. */
    public SentTotal sent() {
        return sent;
    }

    Instant now() {
        return clock.instant();
    }

    /** Tells of a load that has ended. */
    void ended(ArchiveLoad load) {
        loads.accept(load);
    }

    /** The images that are gone from containerd, by the files of the archives that brought them. */
    Map<Path, GoneImages> gone() {
        return gone;
    }

    /** Replaces the images that are gone from containerd. */
    void gone(Map<Path, GoneImages> newest) {
        gone = Map.copyOf(newest);
    }

    /** Replaces the state of the sandbox image; empty if it is not looked for. */
    void sandbox(Optional<SandboxReport> newest) {
        sandbox = newest;
    }

    /** The reports of the image lists. */
    PullReports pulls() {
        return pulls;
    }

    /** Returns the archives that the newest scan found, in its order. */
    List<ArchiveStatus> archives() {
        return archives.present();
    }

    /** Returns those of a group that the newest scan found, in the order in which they are loaded. */
    List<ArchiveStatus> archives(ArchiveGroup group) {
        return archives.of(group);
    }

    /** Whether the newest scan found none of a group. */
    boolean hasNone(ArchiveGroup group) {
        return archives.isEmpty(group);
    }

    /** Returns the first of a group that is wanted, in the order in which they are loaded. */
    Optional<ArchiveStatus> first(ArchiveGroup group, Predicate<ArchiveStatus> wanted) {
        return archives.first(group, wanted);
    }

    /**
     * Updates the archives and lists to what a scan found.
     *
     * @return the archives that had been loaded in this run, but have gone or changed since
     */
    Set<PreseedArchive> scanned(DirectoryScan scan) {
        Instant now = clock.instant();
        Map<Path, ArchiveStatus> before = archives.all();
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
        archives.replaceAll(next);
        scanned = true;
        pulls.scanned(scan.lists());
        return outdated;
    }

    /** Returns the status of an archive; empty if it was not found, and never loaded. */
    Optional<ArchiveStatus> find(PreseedArchive archive) {
        return archives.find(archive.file());
    }

    /** Replaces the status of an archive. @param change makes the new status from the old one and the time */
    void update(PreseedArchive archive, BiFunction<ArchiveStatus, Instant, ArchiveStatus> change) {
        Instant now = clock.instant();
        archives.find(archive.file()).ifPresent(known -> archives.replace(change.apply(known, now)));
    }

    /** Replaces the status of all archives. @param change makes the new status from the old one and the time */
    void updateAll(BiFunction<ArchiveStatus, Instant, ArchiveStatus> change) {
        Instant now = clock.instant();
        Map<Path, ArchiveStatus> next = archives.all();
        next.replaceAll((file, known) -> change.apply(known, now));
        archives.replaceAll(next);
    }

    /**
     * Ends a run. Nothing is being loaded any more, and the next run checks all archives but those that are certain to fail.
     */
    void endRun() {
        updateAll(ArchiveStatus::ended);
    }
}
