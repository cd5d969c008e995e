package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.List;

import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;

/**
 * What importing an archive means.
 *
 * @param images the records to make, one per name, in order; empty if nothing in the archive has a name
 * @param blobs what the records need, each digest once, a parent before its children
 * @param skipped what is left out although its platform is selected: absent manifests of one platform, absent foreign layers
 */
public record ArchivePlan(List<ImageRecord> images, List<PlannedBlob> blobs, List<Descriptor> skipped) {
}
