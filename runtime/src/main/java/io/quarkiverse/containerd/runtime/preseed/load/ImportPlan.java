package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlanner;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;

/** An open archive with the plan of its import, and with what containerd has of it. */
public final class ImportPlan implements AutoCloseable {

    /** The estimated ratio of the sizes of a layer unpacked and compressed; most take two to three times. */
    private static final int UNPACKED = 3;

    private final Archive archive;
    private ArchivePlan plan;
    private final NamespaceClient namespace;
    private final boolean unpacked;
    private final Set<Digest> lost;
    private Map<Digest, BlobInfo> present;

    /**
     * @param stored what containerd has, or had a moment ago
     * @param unpacked whether the images are to be unpacked, too
     */
    ImportPlan(Archive archive, ArchivePlan plan, NamespaceClient namespace, NamespaceCache.Contents stored, boolean unpacked) {
        this.unpacked = unpacked;
        this.archive = archive;
        this.plan = plan;
        this.namespace = namespace;
        this.present = digests().filter(stored.blobs()::containsKey)
                .collect(Collectors.toMap(Function.identity(), stored.blobs()::get));
        this.lost = stored.lost();
    }

    private Stream<Digest> digests() {
        return plan.blobs().stream().map(blob -> blob.descriptor().digest()).distinct();
    }

    /** Asks containerd anew what it has of the archive. */
    void refresh() {
        present = namespace.content().infos(digests().toList());
    }

    /** Leaves out the images of these names, and what only they need. */
    public void leaveOut(Set<String> names) {
        plan = plan.without(names);
        present.keySet().retainAll(digests().collect(Collectors.toSet()));
    }

    /** Notes that of what containerd had only these blobs are left. */
    void retain(Set<Digest> digests) {
        present.keySet().retainAll(digests);
    }

    Archive archive() {
        return archive;
    }

    public ArchivePlan content() {
        return plan;
    }

    NamespaceClient namespace() {
        return namespace;
    }

    /** Returns what is known of a blob; empty if containerd does not have it. */
    Optional<BlobInfo> present(PlannedBlob blob) {
        return Optional.ofNullable(present.get(blob.descriptor().digest()));
    }

    Set<Digest> present() {
        return present.keySet();
    }

    long bytesPresent() {
        return present.values().stream().mapToLong(BlobInfo::size).sum();
    }

    public List<PlannedBlob> missing() {
        return plan.blobs().stream().filter(blob -> present(blob).isEmpty()).toList();
    }

    /** Whether content is missing that containerd believes to have. */
    public boolean repairs() {
        return missing().stream().anyMatch(blob -> lost.contains(blob.descriptor().digest()));
    }

    long bytesMissing() {
        return missing().stream().mapToLong(blob -> blob.descriptor().size()).sum();
    }

    /** Estimates the bytes that the missing layers take once they are unpacked; 0 if they are not to be unpacked. */
    long bytesUnpacked() {
        return !unpacked ? 0
                : missing().stream().map(PlannedBlob::descriptor)
                        .filter(blob -> MediaTypes.isLayer(blob.mediaType()))
                        .mapToLong(layer -> MediaTypes.isCompressed(layer.mediaType()) ? UNPACKED * layer.size() : layer.size())
                        .sum();
    }

    /** @throws ArchiveException if a blob is neither in containerd nor in the archive */
    void requireContent() throws ArchiveException {
        List<Descriptor> absent = missing().stream().filter(blob -> blob.content().isEmpty()).map(PlannedBlob::descriptor)
                .toList();
        if (!absent.isEmpty()) {
            throw ArchivePlanner.missing(archive, absent);
        }
    }

    /** Makes a plan of the public API. @param free bytes that are free on containerd's disk */
    public LoadPlan report(PreseedArchive source, OptionalLong free) throws IOException {
        ImagePlatforms platforms = new ImagePlatforms(archive, plan, namespace);
        List<LoadPlan.Image> images = new ArrayList<>();
        for (ImageRecord record : plan.images()) {
            images.add(LoadPlans.of(record, platforms.of(record.target())));
        }
        return LoadPlans.of(source, images, plan, bytesPresent(), bytesUnpacked(), free);
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
