package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.List;

import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;

/**
 * The records and blobs that an import of an archive needs.
 *
 * @param images the records to create, one per name, in order; empty if nothing in the archive has a name
 * @param notes what is to be known of its names, one sentence each
 * @param blobs the blobs that the records need, each digest once, a parent before its children
 * @param skipped blobs that are left out although their platform is selected: missing manifests of one platform,
 *        missing foreign layers
 */
public record ArchivePlan(List<ImageRecord> images, List<String> notes, List<PlannedBlob> blobs,
        List<Descriptor> skipped) {

    /** Whether the archive brings an image that can be used here. */
    public boolean isUsable() {
        return images.stream().anyMatch(ImageRecord::selected);
    }
}
