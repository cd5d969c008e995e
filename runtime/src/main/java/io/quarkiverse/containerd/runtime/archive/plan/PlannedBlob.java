package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.oci.Descriptor;

/**
 * A blob that the images of an archive need in the content store.
 *
 * @param descriptor media type, digest and size
 * @param labels garbage collection labels the stored blob must have; empty for a blob without children
 * @param content where the bytes are; empty if they are not in the archive, so that the store must have them already
 * @param unverified whether the digest is a claim of the archive that only the store's own hashing proves
 * @param entry the archive entry, for messages; empty for a generated or absent blob
 */
public record PlannedBlob(Descriptor descriptor, Map<String, String> labels, Optional<BlobContent> content,
        boolean unverified, Optional<String> entry) {
}
