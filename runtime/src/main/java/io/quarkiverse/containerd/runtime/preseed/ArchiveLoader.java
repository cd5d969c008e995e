package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.images.ImageRetention;
import io.quarkiverse.containerd.runtime.preseed.images.ImageUnpacker;
import io.quarkiverse.containerd.runtime.preseed.load.ArchiveImporter;
import io.quarkiverse.containerd.runtime.preseed.load.BlobUploads;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.load.ImageRecords;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlan;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.load.LimitedStaging;
import io.quarkiverse.containerd.runtime.preseed.load.NameOwners;
import io.quarkiverse.containerd.runtime.preseed.load.OwnedImages;
import io.quarkiverse.containerd.runtime.preseed.load.RateLimiter;
import io.quarkiverse.containerd.runtime.preseed.load.UnchangedArchives;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;

/**
 * Loads an archive: imports, pins and unpacks its images, or plans that in a dry run. Safe for use by several threads, whose
 * loads share streams and leases, and do not send what another one sends.
 */
final class ArchiveLoader implements LoaderThreads.Loader {

    private final ContainerdClient containerd;
    private final boolean dryRun;
    private final NameOwners owners;
    private final DiskSpace space;
    private final ImportPlanner planner;
    private final UnchangedArchives unchanged;
    private final BlobPlacement placement;
    private final RateLimiter background;
    private final BlobUploads uploads;
    private final ArchiveImporter importer;
    private final ImageRetention retention;
    private final ImageUnpacker unpacker;

    /**
     * @param cache the contents of namespaces, which loads rely on and update
     * @param owners decides whose the names of images are
     * @param records writes image records
     * @param placement brings blobs into containerd
     */
    ArchiveLoader(PreseedSettings settings, ContainerdClient containerd, NamespaceCache cache, NameOwners owners,
            UnchangedArchives unchanged, ImageRecords records, ImageRetention retention, BlobPlacement placement) {
        ImportSettings imports = settings.imports();
        this.containerd = containerd;
        this.dryRun = imports.dryRun();
        this.owners = owners;
        Disks disks = new Disks(imports.diskReserve());
        this.space = DiskSpace.of(containerd, settings.images().snapshotter(), disks);
        this.planner = new ImportPlanner(settings, cache, disks);
        this.unchanged = unchanged;
        this.placement = placement;
        this.background = new RateLimiter(imports.bandwidth(), System::nanoTime);
        this.uploads = new BlobUploads(imports.parallelism(), placement);
        this.importer = new ArchiveImporter(new ImportLeases(imports.leaseExpiry(), InstantSource.system()), uploads,
                new OwnedImages(owners), records, cache, background);
        this.retention = retention;
        this.unpacker = new ImageUnpacker(settings, space);
    }

    @Override
    public LoadResult load(PreseedArchive archive, LoadProgress progress) throws IOException, InterruptedException {
        if (dryRun) {
            plan(archive, progress);
            return LoadResult.NOTHING;
        }
        long start = System.nanoTime();
        try (DiskSpace.Reservation reservation = space.reservation()) {
            ImportResult imported = importImages(archive, progress, reservation);
            progress.imported(Instant.now());
            NamespaceClient namespace = containerd.namespace(archive.namespace());
            Set<String> names = imported.images().keySet();
            boolean pinned = retention.pin(archive, names, namespace);
            Optional<ImageUnpacker.Unpacked> unpacked = unpacker.unpack(archive, names, containerd, progress.layers());
            return new LoadResult(imported, unpacked, pinned, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void plan(PreseedArchive archive, LoadProgress progress) throws IOException {
        LoadPlan plan = planner.report(archive, containerd, unchanged, space, progress.bytes()::decompressed);
        progress.planned(plan);
        owners.claim(archive, plan);
        if (!plan.feasible()) {
            throw new IOException(plan.error().orElseThrow());
        }
    }

    private ImportResult importImages(PreseedArchive archive, LoadProgress progress, DiskSpace.Reservation reservation)
            throws IOException, InterruptedException {
        archive.requireUsable();
        Optional<String> stamp = unchanged.stamp(archive.file());
        Optional<UnchangedArchives.Unchanged> known = unchanged.find(archive, stamp,
                containerd.namespace(archive.namespace()));
        if (known.isPresent()) {
            progress.planned(known.get().plan());
            return known.get().result();
        }
        Staging staging = new LimitedStaging(
                () -> placement.staging(containerd.namespace(archive.namespace()), ImportLeases.LABELS), reservation,
                archive.required() ? RateLimiter.none() : background);
        try (ImportPlan plan = planner.plan(archive, containerd, progress.bytes()::decompressed, staging)) {
            if (plan.repairs()) {
                progress.repairs();
            }
            ArchivePlan whole = plan.content();
            LoadPlan report = plan.report(archive, space.free());
            Set<String> lost = owners.claim(archive, report);
            plan.leaveOut(lost);
            progress.planned(lost.isEmpty() ? report : plan.report(archive, space.free()));
            ImportResult result = importer.load(archive, plan, progress.bytes(), reservation);
            unchanged.keep(archive, stamp, whole, report.images());
            return result;
        }
    }

    @Override
    public void passEnded() {
        unchanged.save();
    }

    /** Cancels what is being sent. */
    @Override
    public void close() {
        uploads.close();
    }
}
