package io.quarkiverse.containerd.runtime.preseed;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ArchiveState;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedScan;
import io.quarkiverse.containerd.runtime.preseed.images.Care;
import io.quarkiverse.containerd.runtime.preseed.images.Unpacked;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.pull.PullReports;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

/** The newest report of every archive and image list; lives as long as the daemon. Safe for use by several threads. */
public final class PreseedReports {

    private final Clock clock;
    private final PullReports pulls;
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
        this.pulls = new PullReports(clock);
    }

    /** The state now. */
    public synchronized PreseedReport report() {
        return new PreseedReport(scanned, archives.values().stream().map(this::upToDate).toList(), pulls.report());
    }

    private ArchiveReport upToDate(ArchiveReport archive) {
        return archive.state() == ArchiveState.LOADING ? archive.withBytesSent(progress.get(archive.path()).sent()) : archive;
    }

    /** What becomes of the image lists. */
    PullReports pulls() {
        return pulls;
    }

    /** Takes over a scan: an archive that has been loaded stays so until it is tried again, others wait. */
    synchronized void scanned(PreseedScan scan) {
        Map<String, ArchiveReport> next = new LinkedHashMap<>();
        for (PreseedArchive archive : scan.archives()) {
            ArchiveReport known = archives.get(archive.path());
            next.put(archive.path(), known != null && known.required() == archive.required() ? known
                    : report(archive, ArchiveState.PENDING, ImportResult.NOTHING, Care.NONE, null));
        }
        archives = next;
        pulls.scanned(scan.lists());
        scanned = true;
    }

    synchronized void loading(PreseedArchive archive, Progress sending) {
        plans.remove(archive.path());
        progress.put(archive.path(), sending);
        put(archive, ArchiveState.LOADING, ImportResult.NOTHING, Care.NONE, null);
    }

    /** What the import would do is known; it goes on. */
    synchronized void planned(PreseedArchive archive, ArchivePlanReport plan) {
        plans.put(archive.path(), plan);
        put(archive, ArchiveState.LOADING, ImportResult.NOTHING, Care.NONE, null);
    }

    /** The dry run of the archive has ended well. */
    synchronized void couldBeLoaded(PreseedArchive archive) {
        put(archive, ArchiveState.PLANNED, ImportResult.NOTHING, Care.NONE, null);
    }

    synchronized void loaded(PreseedArchive archive, ImportResult result, Care care) {
        loadedOnce.add(archive.path());
        put(archive, ArchiveState.LOADED, result, care, null);
    }

    synchronized void failed(PreseedArchive archive, String error) {
        put(archive, ArchiveState.FAILED, ImportResult.NOTHING, Care.NONE, error);
    }

    /** The attempt was cancelled, or met an archive that is still being written; neither is a fault of the archive. */
    synchronized void interrupted(PreseedArchive archive) {
        put(archive, ArchiveState.PENDING, ImportResult.NOTHING, Care.NONE, null);
    }

    private void put(PreseedArchive archive, ArchiveState state, ImportResult result, Care care, String error) {
        archives.put(archive.path(), report(archive, state, result, care, error));
    }

    private ArchiveReport report(PreseedArchive archive, ArchiveState state, ImportResult result, Care care,
            String error) {
        Instant now = clock.instant();
        return new ArchiveReport(archive.path(), archive.namespace(), archive.required(), state,
                loadedOnce.contains(archive.path()), List.copyOf(result.images().keySet()), result.bytesSent(),
                result.bytesPresent(), Optional.ofNullable(plans.get(archive.path())),
                care.unpacked().map(Unpacked::snapshotter), care.pinned(), Optional.ofNullable(error), now);
    }
}
