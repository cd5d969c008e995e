package io.quarkiverse.containerd.preseed;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The newest report of every archive; lives as long as the daemon. Safe for use by several threads. */
public final class PreseedReports {

    private final Clock clock;
    private final Set<String> loadedOnce = new HashSet<>();
    private final Map<String, ArchivePlanReport> plans = new HashMap<>();
    private final Map<String, Progress> progress = new HashMap<>();
    private Map<String, ArchiveReport> archives = new LinkedHashMap<>();
    private boolean scanned;

    /** Reports nothing yet. */
    public PreseedReports() {
        this(Clock.systemUTC());
    }

    /** Reports nothing yet; the clock tells when an archive changes its state. */
    public PreseedReports(Clock clock) {
        this.clock = clock;
    }

    /** The state now. */
    public synchronized PreseedReport report() {
        return new PreseedReport(scanned, archives.values().stream().map(this::upToDate).toList());
    }

    private ArchiveReport upToDate(ArchiveReport archive) {
        return archive.state() == ArchiveState.LOADING ? archive.withBytesSent(progress.get(archive.path()).sent()) : archive;
    }

    /** Takes over a scan: an archive that has been loaded stays so until it is tried again, others wait. */
    synchronized void scanned(List<PreseedArchive> found) {
        Map<String, ArchiveReport> next = new LinkedHashMap<>();
        for (PreseedArchive archive : found) {
            ArchiveReport known = archives.get(archive.path());
            next.put(archive.path(), known != null && known.required() == archive.required() ? known
                    : report(archive, ArchiveState.PENDING, ImportResult.NOTHING, null));
        }
        archives = next;
        scanned = true;
    }

    synchronized void loading(PreseedArchive archive, Progress sending) {
        plans.remove(archive.path());
        progress.put(archive.path(), sending);
        put(archive, ArchiveState.LOADING, ImportResult.NOTHING, null);
    }

    /** What the import would do is known; it goes on. */
    synchronized void planned(PreseedArchive archive, ArchivePlanReport plan) {
        plans.put(archive.path(), plan);
        put(archive, ArchiveState.LOADING, ImportResult.NOTHING, null);
    }

    /** The dry run of the archive has ended well. */
    synchronized void couldBeLoaded(PreseedArchive archive) {
        put(archive, ArchiveState.PLANNED, ImportResult.NOTHING, null);
    }

    synchronized void loaded(PreseedArchive archive, ImportResult result) {
        loadedOnce.add(archive.path());
        put(archive, ArchiveState.LOADED, result, null);
    }

    synchronized void failed(PreseedArchive archive, String error) {
        put(archive, ArchiveState.FAILED, ImportResult.NOTHING, error);
    }

    /** The attempt was cancelled, which is no fault of the archive. */
    synchronized void interrupted(PreseedArchive archive) {
        put(archive, ArchiveState.PENDING, ImportResult.NOTHING, null);
    }

    private void put(PreseedArchive archive, ArchiveState state, ImportResult result, String error) {
        archives.put(archive.path(), report(archive, state, result, error));
    }

    private ArchiveReport report(PreseedArchive archive, ArchiveState state, ImportResult result, String error) {
        Instant now = clock.instant();
        return new ArchiveReport(archive.path(), archive.namespace(), archive.required(), state,
                loadedOnce.contains(archive.path()), List.copyOf(result.images().keySet()), result.bytesSent(),
                result.bytesPresent(), Optional.ofNullable(plans.get(archive.path())), Optional.ofNullable(error), now);
    }
}
