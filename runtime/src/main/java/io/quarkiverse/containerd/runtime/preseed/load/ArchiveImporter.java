package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

import io.grpc.Status;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentMismatchException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.plan.BlobContent;
import io.quarkiverse.containerd.runtime.archive.plan.DistributionSources;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.content.FileSource;
import io.quarkiverse.containerd.runtime.content.StagedSource;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLease;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;

/**
 * Imports the images of archives into namespaces. Asks first what containerd has, and sends only what is missing. Safe for use
 * by several threads, which share streams and leases, and do not send what another one is sending.
 */
public final class ArchiveImporter {

    /** The slowest rate that a disk or socket may have, in bytes per second; leases live long enough for it. */
    private static final long SLOWEST = 1_000_000;

    private final ImportLeases leases;
    private final BlobUploads uploads;
    private final OwnedImages owned;
    private final ImageRecords records;
    private final NamespaceCache cache;
    private final RateLimiter background;

    /** @param background limits the rate of archives that are not required */
    public ArchiveImporter(ImportLeases leases, BlobUploads uploads, OwnedImages owned, ImageRecords records,
            NamespaceCache cache, RateLimiter background) {
        this.leases = leases;
        this.uploads = uploads;
        this.owned = owned;
        this.records = records;
        this.cache = cache;
        this.background = background;
    }

    /**
     * Imports an archive, but for the images whose names another archive owns. Image records are written last, so that they
     * never point to content that is not there.
     *
     * @param reservation reserves the disk space that the archive needs
     * @throws IOException if the archive cannot be used, or there is not enough disk space; nothing of it is left then
     * @throws ContainerdException if containerd fails
     */
    public ImportResult load(PreseedArchive source, ImportPlan plan, Progress progress, DiskSpace.Reservation reservation)
            throws IOException, InterruptedException {
        return new Import(source, plan, progress, reservation).run();
    }

    /** One archive's import. */
    private final class Import {

        private final PreseedArchive source;
        private final ImportPlan plan;
        private final List<PlannedBlob> blobs;
        private final List<ImageRecord> images;
        private final NamespaceClient namespace;
        private final Progress progress;
        private final DiskSpace.Reservation reservation;

        private long bytesSent;

        Import(PreseedArchive source, ImportPlan plan, Progress progress, DiskSpace.Reservation reservation) {
            this.source = source;
            this.plan = plan;
            this.blobs = plan.content().blobs();
            this.images = plan.content().images();
            this.namespace = plan.namespace();
            this.progress = progress;
            this.reservation = reservation;
        }

        ImportResult run() throws IOException, InterruptedException {
            boolean complete = isComplete();
            if (!complete || !isRecorded()) {
                try (ImportLease lease = leases.join(namespace, longest(plan.bytesMissing()))) {
                    bring(lease, complete);
                }
            }
            return ImportResult.of(plan.content(), bytesSent, plan.bytesPresent());
        }

        private void bring(ImportLease lease, boolean complete) throws IOException, InterruptedException {
            try {
                keepPresent(lease, complete);
                sendMissing(lease);
                // a load that was given up must not write when another run has begun
                uploads.refuseClosed();
                lease.requireAlive();
                owned.write(source, images, record -> records.put(source, record.name(),
                        record.target().toTarget(), lease.images()));
                cache.written();
                lease.requireAlive();
            } catch (IOException | InterruptedException | RuntimeException e) {
                if (isInterruption(e)) {
                    lease.keep();
                }
                throw e;
            }
        }

        private Duration longest(long bytes) {
            Duration time = Duration.ofSeconds(bytes / SLOWEST);
            return source.required() ? time : time.plus(background.time(bytes, uploads.parallelism()));
        }

        private boolean isComplete() {
            return blobs.stream().allMatch(blob -> plan.present(blob).filter(info -> hasLabels(info, blob)).isPresent());
        }

        /** Whether the records exist that this archive has won; those that another one has won are written by that one. */
        private boolean isRecorded() {
            List<ImageRecord> records = owned.of(source, images);
            return areStored(records, namespace.images().getAll(records.stream().map(ImageRecord::name).toList()));
        }

        private void keepPresent(ImportLease lease, boolean complete) {
            if (complete) {
                lease.protect(targets());
                plan.refresh();
            } else {
                plan.retain(lease.protect(plan.present()));
            }
        }

        private Set<Digest> targets() {
            return images.stream().map(record -> record.target().digest()).collect(Collectors.toSet());
        }

        /** Sends children before their parents, so that a blob never exists without those its labels refer to. */
        private void sendMissing(ImportLease lease) throws IOException, InterruptedException {
            plan.requireContent();
            List<PlannedBlob> missing = plan.missing();
            progress.expect(plan.bytesMissing());
            reservation.add(plan.archive().path(), missing.stream().filter(blob -> staged(blob).isEmpty()).toList(),
                    plan.bytesUnpacked());
            try (BlobUploads.Batch batch = uploads.batch(namespace.name(), lease, source.required())) {
                for (List<PlannedBlob> level : BlobLevels.of(blobs)) {
                    send(level, lease, batch);
                }
            }
            if (!missing.isEmpty()) {
                uploads.sync();
            }
        }

        private void send(List<PlannedBlob> level, ImportLease lease, BlobUploads.Batch batch)
                throws IOException, InterruptedException {
            Map<Digest, PlannedBlob> pending = new LinkedHashMap<>();
            for (PlannedBlob blob : level) {
                Optional<BlobInfo> info = plan.present(blob);
                if (info.isEmpty()) {
                    pending.put(blob.descriptor().digest(), blob);
                } else if (!hasLabels(info.get(), blob)) {
                    lease.content().updateLabels(info.get().digest(),
                            DistributionSources.lacking(info.get().labels(), blob.labels()));
                }
            }
            List<PlannedBlob> brought = List.copyOf(pending.values());
            while (!pending.isEmpty()) {
                BlobUploads.Sent sent = send(pending, lease, batch);
                bytesSent += sent.bytesSent();
                progress.addParts(pending.size() - sent.byOthers().size());
                progress.add(pending.values().stream().filter(blob -> staged(blob).isPresent())
                        .mapToLong(blob -> blob.descriptor().size()).sum());
                Set<Digest> kept = lease.protect(sent.byOthers());
                pending.keySet().removeIf(digest -> !sent.byOthers().contains(digest) || kept.contains(digest));
            }
            cache.add(namespace, brought);
        }

        private BlobUploads.Sent send(Map<Digest, PlannedBlob> pending, ImportLease lease, BlobUploads.Batch batch)
                throws IOException, InterruptedException {
            try {
                return batch.send(pending.values().stream().map(blob -> upload(blob, lease)).toList());
            } catch (ContentMismatchException e) {
                throw new ArchiveException(plan.archive().path(), pending.get(e.digest()).entry().orElse(null),
                        "the bytes do not match "
                                + e.digest() + ", the archive is damaged (" + e.getMessage() + ")",
                        e);
            }
        }

        private BlobUpload upload(PlannedBlob blob, ImportLease lease) {
            BlobContent content = blob.content().orElseThrow();
            Digest digest = blob.descriptor().digest();
            if (content.staged().isPresent()) {
                return new BlobUpload(lease.ref(digest), digest, content.size(), blob.labels(),
                        new StagedSource(content.staged().get()));
            }
            BlobUpload.Source bytes = (position, target) -> {
                int length = target.remaining();
                await(length);
                content.read(position, target);
                count(digest, length);
            };
            return new BlobUpload(lease.ref(digest), digest, content.size(), blob.labels(),
                    content.original().<BlobUpload.Source> map(file -> new FileSource(file, bytes, length -> {
                        await(length);
                        count(digest, length);
                    })).orElse(bytes));
        }

        private void await(long bytes) throws IOException {
            if (!source.required()) {
                background.acquire(bytes);
            }
        }

        private void count(Digest digest, long bytes) throws IOException {
            progress.add(bytes);
            reservation.sent(digest, bytes);
        }
    }

    private static Optional<StagedFile> staged(PlannedBlob blob) {
        return blob.content().flatMap(BlobContent::staged);
    }

    /** Whether an import ends because the run ends or containerd is gone, and not for a reason of its own. */
    private static boolean isInterruption(Exception e) {
        return Thread.currentThread().isInterrupted() || e instanceof InterruptedException
                || e instanceof CancellationException
                || e instanceof ContainerdException failure && failure.code() == Status.Code.UNAVAILABLE;
    }

    /** Whether containerd has the image records, with their targets. */
    static boolean areStored(List<ImageRecord> records, Map<String, StoredImage> stored) {
        return records.stream().allMatch(record -> stored.containsKey(record.name())
                && stored.get(record.name()).target().equals(record.target().toTarget()));
    }

    /** Whether a stored blob has the labels that it needs. */
    static boolean hasLabels(BlobInfo info, PlannedBlob blob) {
        return DistributionSources.lacking(info.labels(), blob.labels()).isEmpty();
    }
}
