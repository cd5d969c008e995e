package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.logs.NodeLogger;

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
    private final ArchiveImporter importer;
    private final ExecutorService threads;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final int most;
    private int running;
    private volatile boolean closing;

    /** @param trigger asked for a run whenever a load ends */
    ArchiveLoads(PreseedSettings settings, ContainerdClient containerd, PreseedReports reports, PreseedLog words,
            NodeLogger log, ImageCare care, ImageOwners owners, RunTrigger trigger) {
        this.containerd = containerd;
        this.reports = reports;
        this.words = words;
        this.log = log;
        this.care = care;
        this.trigger = trigger;
        this.most = settings.imports().parallelism();
        this.uploads = new BlobUploads(most);
        this.importer = new ArchiveImporter(settings.archives().reader(), settings.archives().planner(),
                new ImportLeases(settings.imports().leaseExpiry(), InstantSource.system()), uploads, owners,
                new ImageRecords(care));
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
        reports.loading(archive);
        threads.execute(() -> {
            ended.add(load(archive));
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

    private Ended load(PreseedArchive archive) {
        long start = System.nanoTime();
        try {
            if (!archive.problem().isEmpty()) {
                throw new IOException(archive.problem());
            }
            ImportResult result = importer.load(archive, containerd.namespace(archive.namespace()),
                    words.progress(log, archive));
            Care done = care.loaded(archive, result.images().keySet(), containerd,
                    words.unpacking(log, archive));
            reports.loaded(archive, result, done);
            words.loaded(log, archive, result, done, Duration.ofNanos(System.nanoTime() - start));
            return new Ended(archive, result.images().keySet(), null);
        } catch (IOException | RuntimeException | InterruptedException e) {
            if (closing) {
                reports.interrupted(archive);
            }
            return new Ended(archive, Set.of(), e);
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
     * @param names its image records
     * @param failure why it could not be loaded; null if it was
     */
    record Ended(PreseedArchive archive, Set<String> names, Exception failure) {
    }
}
