package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.preseed.ArchivePlanReport;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.RunTrigger;
import io.quarkiverse.containerd.runtime.preseed.images.Care;
import io.quarkiverse.containerd.runtime.preseed.images.ImageCare;
import io.quarkiverse.containerd.runtime.preseed.load.ArchiveImporter;
import io.quarkiverse.containerd.runtime.preseed.load.ArchiveMemos;
import io.quarkiverse.containerd.runtime.preseed.load.Bandwidth;
import io.quarkiverse.containerd.runtime.preseed.load.BlobUploads;
import io.quarkiverse.containerd.runtime.preseed.load.DiskRoom;
import io.quarkiverse.containerd.runtime.preseed.load.ImageOwners;
import io.quarkiverse.containerd.runtime.preseed.load.ImageRecords;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlan;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.load.RepeatedLoads;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceViews;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.WorkerThreads;

/**
 * Loads archives, several at a time, which share streams and leases, and do not send what another one sends. To be used by one
 * thread, which gets told by a trigger when a load has ended.
 */
final class ArchiveLoads implements AutoCloseable {

    private final ContainerdClient containerd;
    private final PreseedReports reports;
    private final PreseedLog words;
    private final NodeLogger log;
    private final ImageCare care;
    private final RunTrigger trigger;
    private final BlobUploads uploads;
    private final DiskRoom room;
    private final ImportPlanner planner;
    private final NamespaceViews views;
    private final RepeatedLoads repeated;
    private final ArchiveImporter importer;
    private final ExecutorService threads;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final boolean dryRun;
    private final int most;
    private int running;
    private volatile boolean closing;

    /**
     * @param views what loads count on; to be told when images may have been moved or removed
     * @param trigger asked for a run whenever a load ends
     */
    ArchiveLoads(PreseedSettings settings, ContainerdClient containerd, PreseedReports reports, PreseedLog words,
            NodeLogger log, ImageCare care, ImageOwners owners, NamespaceViews views, RunTrigger trigger) {
        this.containerd = containerd;
        this.reports = reports;
        this.words = words;
        this.log = log;
        this.care = care;
        this.views = views;
        this.trigger = trigger;
        this.most = settings.imports().parallelism();
        this.uploads = new BlobUploads(most);
        this.dryRun = settings.imports().dryRun();
        this.room = DiskRoom.of(containerd);
        this.planner = new ImportPlanner(settings, views);
        this.repeated = new RepeatedLoads(ArchiveMemos.of(settings), owners, views);
        this.importer = new ArchiveImporter(
                new ImportLeases(settings.imports().leaseExpiry(), InstantSource.system()), uploads, owners,
                new ImageRecords(settings.care().prune()), views,
                new Bandwidth(settings.imports().bandwidth(), System::nanoTime));
        this.threads = Executors.newFixedThreadPool(most, new WorkerThreads("preseed-archive"));
    }

    boolean isIdle() {
        return running == 0;
    }

    boolean isFull() {
        return running == most;
    }

    void start(PreseedArchive archive) {
        running++;
        Progress progress = words.progress(log, archive);
        reports.loading(archive, progress);
        threads.execute(() -> {
            ended.add(load(archive, progress));
            trigger.request();
        });
    }

    /** What has ended since the last call. */
    List<Ended> ended() {
        List<Ended> newest = new ArrayList<>();
        ended.drainTo(newest);
        running -= newest.size();
        return newest;
    }

    private Ended load(PreseedArchive archive, Progress progress) {
        Set<String> names = Set.of();
        try {
            if (dryRun) {
                plan(archive, progress);
            } else {
                long start = System.nanoTime();
                ImportResult result;
                Care done;
                try (DiskRoom.Claim claim = room.claim()) {
                    result = importOnce(archive, progress, claim);
                    names = result.images().keySet();
                    done = care.loaded(archive, names, containerd, words.unpacking(log, archive));
                }
                reports.loaded(archive, result, done);
                words.loaded(log, archive, result, done, Duration.ofNanos(System.nanoTime() - start));
            }
            return new Ended(archive, names, null);
        } catch (IOException | RuntimeException | InterruptedException e) {
            if (closing) {
                reports.interrupted(archive);
            }
            return new Ended(archive, names, e);
        }
    }

    private void plan(PreseedArchive archive, Progress progress) throws IOException {
        ArchivePlanReport plan = planner.report(archive, containerd, repeated, room, progress::decompressed);
        reports.planned(archive, plan);
        if (!plan.feasible()) {
            throw new IOException(plan.error().orElseThrow());
        }
        reports.couldBeLoaded(archive);
        words.planned(log, plan);
    }

    private ImportResult importOnce(PreseedArchive archive, Progress progress, DiskRoom.Claim claim)
            throws IOException, InterruptedException {
        archive.requireUsable();
        Optional<String> stamp = repeated.stamp(archive.file());
        Optional<RepeatedLoads.RepeatedLoad> known = repeated.find(archive, stamp,
                containerd.namespace(archive.namespace()));
        if (known.isPresent()) {
            reports.planned(archive, known.get().plan());
            return known.get().result();
        }
        try (ImportPlan plan = planner.plan(archive, containerd, progress::decompressed)) {
            ArchivePlanReport report = plan.report(archive, room.free());
            reports.planned(archive, report);
            ImportResult result = importer.load(archive, plan, progress, claim);
            repeated.keep(archive, stamp, plan.content(), report.images());
            return result;
        }
    }

    /** Breaks off what is under way, and returns when nothing is. */
    @Override
    public void close() {
        closing = true;
        threads.shutdownNow();
        uploads.close();
        WorkerThreads.awaitEnd(threads);
    }

    /**
     * The end of a load.
     *
     * @param archive the archive
     * @param names its image records, which may be there although something failed later
     * @param failure why it could not be loaded; null if it was
     */
    record Ended(PreseedArchive archive, Set<String> names, Exception failure) {
    }
}
