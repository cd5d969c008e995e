package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.Status;
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
import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.oci.Digest;
import io.quarkiverse.containerd.oci.ImageRecord;

/** Brings the images of one archive into a namespace: asks first, and sends only what is missing. */
final class ArchiveImporter {

    /** Marks the leases of this importer, so that those left by a crash can be told from others'. */
    private static final String LEASE_LABEL = "io.quarkiverse.containerd/preseed";
    private static final String LEASE_VALUE = "true";
    static final Map<String, String> LEASE_LABELS = Map.of(LEASE_LABEL, LEASE_VALUE);

    private final ArchiveReader reader;
    private final ArchivePlanner planner;
    private final Duration leaseExpiry;

    ArchiveImporter(ArchiveReader reader, ArchivePlanner planner, Duration leaseExpiry) {
        this.reader = reader;
        this.planner = planner;
        this.leaseExpiry = leaseExpiry;
    }

    /** Deletes the leases of imports that were cut short; what they kept is collected then. @return how many */
    static int releaseLeftovers(NamespaceClient namespace) {
        List<String> leases = namespace.leases().withLabel(LEASE_LABEL, LEASE_VALUE);
        leases.forEach(lease -> namespace.leases().delete(lease, false));
        return leases.size();
    }

    /**
     * Imports an archive. Image records are written last, so that they never point to content that is not there.
     *
     * @throws IOException if the archive cannot be used; nothing of it is left then
     * @throws ContainerdException if containerd fails
     */
    ImportResult load(PreseedArchive source, NamespaceClient namespace, Progress progress) throws IOException {
        try (Archive archive = reader.open(source.file(), progress::decompressed)) {
            ContentStore content = namespace.content();
            ArchivePlan plan = planner.plan(archive,
                    new NamespaceContent(content, archive.limits().documentBytes()));
            List<ImageRecord> records = plan.images();
            Map<Digest, BlobInfo> present = content.infos(digests(plan.blobs()));
            long sent = 0;
            boolean complete = isComplete(plan.blobs(), present);
            if (!complete || !isRecorded(records, namespace)) {
                try (Lease lease = namespace.lease(leaseExpiry, LEASE_LABELS)) {
                    present = keep(lease, plan.blobs(), complete ? targets(records) : present.keySet());
                    sent = send(archive, lease, plan.blobs(), present, progress);
                    records.forEach(record -> lease.images().put(record.name(), ImageTarget.of(record.target())));
                }
            }
            Map<String, Digest> images = new LinkedHashMap<>();
            records.forEach(record -> images.put(record.name(), record.target().digest()));
            return new ImportResult(images, notes(plan), sent,
                    present.values().stream().mapToLong(BlobInfo::size).sum());
        }
    }

    private static boolean isComplete(List<PlannedBlob> blobs, Map<Digest, BlobInfo> present) {
        return blobs.stream().allMatch(blob -> present.containsKey(blob.descriptor().digest())
                && hasLabels(present.get(blob.descriptor().digest()), blob));
    }

    private static boolean hasLabels(BlobInfo info, PlannedBlob blob) {
        return info.labels().entrySet().containsAll(blob.labels().entrySet());
    }

    private static boolean isRecorded(List<ImageRecord> records, NamespaceClient namespace) {
        Map<String, StoredImage> stored = namespace.images().getAll(records.stream().map(ImageRecord::name).toList());
        return records.stream().allMatch(record -> stored.containsKey(record.name())
                && stored.get(record.name()).target().equals(ImageTarget.of(record.target())));
    }

    /** Puts what is present on the lease; it may have been collected before that, so this asks again. */
    private static Map<Digest, BlobInfo> keep(Lease lease, List<PlannedBlob> blobs, Set<Digest> kept) {
        if (kept.isEmpty()) {
            return Map.of();
        }
        lease.addContent(kept);
        return lease.content().infos(digests(blobs));
    }

    private static Set<Digest> targets(List<ImageRecord> records) {
        return records.stream().map(record -> record.target().digest()).collect(Collectors.toSet());
    }

    private static Set<Digest> digests(List<PlannedBlob> blobs) {
        return blobs.stream().map(blob -> blob.descriptor().digest()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Children go before their parents: a blob whose labels refer to others is never there without them. */
    private static long send(Archive archive, Lease lease, List<PlannedBlob> blobs, Map<Digest, BlobInfo> present,
            Progress progress) throws IOException {
        List<PlannedBlob> missing = new ArrayList<>(blobs);
        missing.removeIf(blob -> present.containsKey(blob.descriptor().digest()));
        refuseAbsent(archive, missing);
        progress.expect(missing.stream().mapToLong(blob -> blob.descriptor().size()).sum());
        List<PlannedBlob> upwards = new ArrayList<>(blobs);
        Collections.reverse(upwards);
        long sent = 0;
        for (PlannedBlob blob : upwards) {
            BlobInfo info = present.get(blob.descriptor().digest());
            if (info == null) {
                sent += send(archive, lease, blob, progress);
            } else if (!hasLabels(info, blob)) {
                lease.content().updateLabels(info.digest(), blob.labels());
            }
        }
        return sent;
    }

    private static long send(Archive archive, Lease lease, PlannedBlob blob, Progress progress) throws IOException {
        BlobContent content = blob.content().orElseThrow();
        Digest digest = blob.descriptor().digest();
        try {
            return lease.content().write(new BlobUpload(lease.id() + "-" + digest, digest, content.size(), blob.labels(),
                    (position, target) -> {
                        int length = target.remaining();
                        content.read(position, target);
                        progress.add(length);
                    })).bytesSent();
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.FAILED_PRECONDITION) {
                throw new ArchiveException(archive.path(), blob.entry().orElse(null),
                        "the bytes are not those of " + digest + ", the archive is damaged (" + e.getMessage() + ")", e);
            }
            throw e;
        }
    }

    private static void refuseAbsent(Archive archive, List<PlannedBlob> missing) throws ArchiveException {
        List<PlannedBlob> absent = missing.stream().filter(blob -> blob.content().isEmpty()).toList();
        if (!absent.isEmpty()) {
            throw new ArchiveException(archive.path(), null, absent.stream()
                    .map(blob -> blob.descriptor().digest() + " (" + blob.descriptor().mediaType() + ")")
                    .collect(Collectors.joining(", ", "content not found, neither in the archive nor in the content store: ",
                            "")));
        }
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
