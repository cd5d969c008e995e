package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * One run over archives: several at a time, which share streams and leases, and do not send what another one sends. An archive
 * that cannot be loaded does not keep the others from it; a containerd that is gone ends the run.
 */
final class PreseedRun implements AutoCloseable {

    private final ContainerdClient containerd;
    private final PreseedReports reports;
    private final PreseedLog words;
    private final NodeLogger log;
    private final ImageOwners owners = new ImageOwners();
    private final DiskRoom room;
    private final BlobUploads uploads;
    private final RepeatedLoads repeated;
    private final ImportPlanner planner;
    private final ArchiveImporter importer;
    private final ExecutorService loaders;
    private final boolean dryRun;
    private volatile boolean closing;

    PreseedRun(PreseedSettings settings, ContainerdClient containerd, PreseedReports reports, PreseedLog words,
            NodeLogger log) {
        this.containerd = containerd;
        this.reports = reports;
        this.words = words;
        this.log = log;
        this.dryRun = settings.imports().dryRun();
        this.room = DiskRoom.of(containerd);
        this.uploads = new BlobUploads(settings.imports().parallelism());
        this.repeated = new RepeatedLoads(
                new ArchiveMemos(settings.imports().memos(), settings.archives(), InstantSource.system()), owners);
        this.planner = new ImportPlanner(settings.archives());
        this.importer = new ArchiveImporter(new ImportLeases(settings.imports().leaseExpiry(), InstantSource.system()),
                uploads, owners, room, new Bandwidth(settings.imports().bandwidth(), System::nanoTime));
        this.loaders = Executors.newFixedThreadPool(settings.imports().parallelism(), new WorkerThreads("preseed-archive"));
    }

    /**
     * Loads archives, the largest first, so that the last ones end together.
     *
     * @return the paths of those that could not be loaded
     * @throws ContainerdException if containerd is gone
     * @throws InterruptedException if the thread is interrupted; {@link #close()} then breaks off what is under way
     */
    List<String> load(List<PreseedArchive> archives) throws InterruptedException {
        ExecutorCompletionService<Optional<String>> loads = new ExecutorCompletionService<>(loaders);
        archives.stream().sorted(Comparator.comparingLong(PreseedArchive::size).reversed())
                .forEach(archive -> loads.submit(() -> load(archive) ? Optional.empty() : Optional.of(archive.path())));
        List<String> failed = new ArrayList<>();
        for (int ended = 0; ended < archives.size(); ended++) {
            try {
                loads.take().get().ifPresent(failed::add);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ContainerdException gone ? gone : new IllegalStateException(e.getCause());
            }
        }
        owners.warnings().forEach(warning -> words.warn(log, warning));
        Collections.sort(failed);
        return failed;
    }

    /** @return whether the archive is loaded; in a dry run, whether it could be */
    private boolean load(PreseedArchive archive) {
        Progress progress = words.progress(log, archive);
        reports.loading(archive, progress);
        try {
            if (dryRun) {
                plan(archive, progress);
            } else {
                importInto(archive, progress);
            }
            return true;
        } catch (IOException | RuntimeException | InterruptedException e) {
            if (closing) {
                reports.interrupted(archive);
                throw new CancellationException("the run was broken off");
            }
            reports.failed(archive, PreseedLog.reason(e));
            if (e instanceof ContainerdException failure && failure.code() == Status.Code.UNAVAILABLE) {
                throw failure;
            }
            words.failed(log, archive, e);
            return false;
        }
    }

    private void importInto(PreseedArchive archive, Progress progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Optional<String> stamp = repeated.stamp(archive);
        Optional<ImportResult> known = repeated.find(archive, stamp, containerd);
        ImportResult result = known.isPresent() ? known.get() : importOpened(archive, stamp, progress);
        reports.loaded(archive, result);
        words.loaded(log, archive, result, Duration.ofNanos(System.nanoTime() - start));
    }

    private ImportResult importOpened(PreseedArchive archive, Optional<String> stamp, Progress progress)
            throws IOException, InterruptedException {
        try (ImportPlan plan = planner.plan(archive, containerd, progress::decompressed)) {
            reports.planned(archive, plan.report(archive, room.free()));
            ImportResult result = importer.load(archive, plan, progress);
            repeated.keep(archive, stamp, plan.content());
            return result;
        }
    }

    private void plan(PreseedArchive archive, Progress progress) throws IOException {
        ArchivePlanReport plan = planner.report(archive, containerd, room, progress::decompressed);
        reports.planned(archive, plan);
        if (!plan.feasible()) {
            throw new IOException(plan.error().orElseThrow());
        }
        reports.couldBeLoaded(archive);
        words.planned(log, plan);
    }

    /** Breaks off what is under way, and returns when nothing is. */
    @Override
    public void close() {
        closing = true;
        loaders.shutdownNow();
        uploads.close();
        WorkerThreads.awaitEnd(loaders);
    }
}
