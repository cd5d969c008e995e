package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.archive.Archive;
import io.quarkiverse.containerd.archive.ArchiveException;
import io.quarkiverse.containerd.archive.ArchivePlan;
import io.quarkiverse.containerd.archive.ArchivePlanner;
import io.quarkiverse.containerd.archive.ArchiveReader;
import io.quarkiverse.containerd.archive.BlobContent;
import io.quarkiverse.containerd.archive.PlannedBlob;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentMismatchException;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.oci.Digest;
import io.quarkiverse.containerd.oci.ImageRecord;

/**
 * Brings the images of archives into namespaces: asks first, and sends only what is missing. Safe for use by several threads,
 * which share streams and leases, and do not send what another one is sending.
 */
final class ArchiveImporter {

    /** No disk or socket is slower than this, in bytes per second; a lease lives long enough for it. */
    private static final long SLOWEST = 1_000_000;

    private final ArchiveReader reader;
    private final ArchivePlanner planner;
    private final ImportLeases leases;
    private final BlobUploads uploads;
    private final ImageOwners owners;
    private final ImageRecords records;

    ArchiveImporter(ArchiveReader reader, ArchivePlanner planner, ImportLeases leases, BlobUploads uploads,
            ImageOwners owners, ImageRecords records) {
        this.reader = reader;
        this.planner = planner;
        this.leases = leases;
        this.uploads = uploads;
        this.owners = owners;
        this.records = records;
    }

    /**
     * Imports an archive. Image records are written last, so that they never point to content that is not there.
     *
     * @throws IOException if the archive cannot be used; nothing of it is left then
     * @throws ContainerdException if containerd fails
     */
    ImportResult load(PreseedArchive source, NamespaceClient namespace, Progress progress)
            throws IOException, InterruptedException {
        try (Archive archive = reader.open(source.file(), progress::decompressed)) {
            ArchivePlan plan = planner.plan(archive,
                    new NamespaceContent(namespace.content(), archive.limits().documentBytes()));
            return new Import(source, archive, plan, namespace, progress).run();
        }
    }

    /** One archive's import. */
    private final class Import {

        private final PreseedArchive source;
        private final Archive archive;
        private final ArchivePlan plan;
        private final NamespaceClient namespace;
        private final Progress progress;

        private Map<Digest, BlobInfo> present;
        private long bytesSent;

        Import(PreseedArchive source, Archive archive, ArchivePlan plan, NamespaceClient namespace, Progress progress) {
            this.source = source;
            this.archive = archive;
            this.plan = plan;
            this.namespace = namespace;
            this.progress = progress;
        }

        ImportResult run() throws IOException, InterruptedException {
            present = namespace.content().infos(digests(plan.blobs()));
            boolean complete = isComplete();
            if (!complete || !isRecorded()) {
                long missing = missing().stream().mapToLong(blob -> blob.descriptor().size()).sum();
                try (ImportLease lease = leases.join(namespace, Duration.ofSeconds(missing / SLOWEST))) {
                    keepPresent(lease, complete ? targets() : present.keySet());
                    sendMissing(lease);
                    owners.write(source, plan.images(), record -> records.put(source, record.name(),
                            ImageTarget.of(record.target()), lease.images()));
                }
            }
            Map<String, Digest> images = new LinkedHashMap<>();
            plan.images().forEach(record -> images.put(record.name(), record.target().digest()));
            return new ImportResult(images, notes(plan), bytesSent,
                    present.values().stream().mapToLong(BlobInfo::size).sum());
        }

        private boolean isComplete() {
            return plan.blobs().stream().allMatch(blob -> present.containsKey(blob.descriptor().digest())
                    && hasLabels(present.get(blob.descriptor().digest()), blob));
        }

        /** An image that a later archive brings too is that one's affair. */
        private boolean isRecorded() {
            List<ImageRecord> records = owners.claim(source, plan.images());
            Map<String, StoredImage> stored = namespace.images().getAll(records.stream().map(ImageRecord::name).toList());
            return records.stream().allMatch(record -> stored.containsKey(record.name())
                    && stored.get(record.name()).target().equals(ImageTarget.of(record.target())));
        }

        private void keepPresent(ImportLease lease, Collection<Digest> kept) {
            if (!kept.isEmpty()) {
                lease.hold(kept);
                present = lease.content().infos(digests(plan.blobs()));
            }
        }

        private List<PlannedBlob> missing() {
            return plan.blobs().stream().filter(blob -> !present.containsKey(blob.descriptor().digest())).toList();
        }

        private Set<Digest> targets() {
            return plan.images().stream().map(record -> record.target().digest()).collect(Collectors.toSet());
        }

        /** Children go before their parents: a blob whose labels refer to others is never there without them. */
        private void sendMissing(ImportLease lease) throws IOException, InterruptedException {
            List<PlannedBlob> missing = missing();
            refuseAbsent(missing);
            progress.expect(missing.stream().mapToLong(blob -> blob.descriptor().size()).sum());
            try (BlobUploads.Batch batch = uploads.batch(namespace.name(), lease, source.required())) {
                for (List<PlannedBlob> level : BlobLevels.of(plan.blobs())) {
                    send(level, lease, batch);
                }
            }
        }

        private void send(List<PlannedBlob> level, ImportLease lease, BlobUploads.Batch batch)
                throws IOException, InterruptedException {
            Map<Digest, PlannedBlob> pending = new LinkedHashMap<>();
            for (PlannedBlob blob : level) {
                BlobInfo info = present.get(blob.descriptor().digest());
                if (info == null) {
                    pending.put(blob.descriptor().digest(), blob);
                } else if (!hasLabels(info, blob)) {
                    lease.content().updateLabels(info.digest(), blob.labels());
                }
            }
            while (!pending.isEmpty()) {
                BlobUploads.Sent sent = send(pending, lease, batch);
                bytesSent += sent.bytesSent();
                Set<Digest> kept = lease.hold(sent.byOthers()).keySet();
                pending.keySet().removeIf(digest -> !sent.byOthers().contains(digest) || kept.contains(digest));
            }
        }

        private BlobUploads.Sent send(Map<Digest, PlannedBlob> blobs, ImportLease lease, BlobUploads.Batch batch)
                throws IOException, InterruptedException {
            try {
                return batch.send(blobs.values().stream().map(blob -> upload(blob, lease)).toList());
            } catch (ContentMismatchException e) {
                throw new ArchiveException(archive.path(), blobs.get(e.digest()).entry().orElse(null),
                        "the bytes are not those of "
                                + e.digest() + ", the archive is damaged (" + e.getMessage() + ")",
                        e);
            }
        }

        private BlobUpload upload(PlannedBlob blob, ImportLease lease) {
            BlobContent content = blob.content().orElseThrow();
            Digest digest = blob.descriptor().digest();
            return new BlobUpload(lease.ref(digest), digest, content.size(), blob.labels(), (position, target) -> {
                int length = target.remaining();
                content.read(position, target);
                progress.add(length);
            });
        }

        private void refuseAbsent(List<PlannedBlob> missing) throws ArchiveException {
            List<PlannedBlob> absent = missing.stream().filter(blob -> blob.content().isEmpty()).toList();
            if (!absent.isEmpty()) {
                throw new ArchiveException(archive.path(), null, absent.stream()
                        .map(blob -> blob.descriptor().digest() + " (" + blob.descriptor().mediaType() + ")")
                        .collect(Collectors.joining(", ",
                                "content not found, neither in the archive nor in the content store: ", "")));
            }
        }
    }

    private static boolean hasLabels(BlobInfo info, PlannedBlob blob) {
        return info.labels().entrySet().containsAll(blob.labels().entrySet());
    }

    private static Set<Digest> digests(Collection<PlannedBlob> blobs) {
        return blobs.stream().map(blob -> blob.descriptor().digest()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> notes(ArchivePlan plan) {
        List<String> notes = new ArrayList<>();
        plan.images().stream().filter(record -> !record.selected()).forEach(record -> notes.add("image " + record.name()
                + " cannot run here: the archive has it for other platforms only"));
        plan.skipped().forEach(skipped -> notes.add(skipped.digest() + " (" + skipped.mediaType()
                + ") is left out: the archive does not have it"));
        if (plan.images().isEmpty()) {
            notes.add("no image in the archive has a name: containerd collects its content");
        }
        return List.copyOf(notes);
    }
}
