package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.oci.Descriptor;

/**
 * A blob that the images of an archive need in the content store.
 *
 * @param descriptor media type, digest and size
 * @param labels garbage collection labels that the stored blob must have; empty for a blob without children
 * @param content the bytes; empty if they are not in the archive, so that the store must already have them
 * @param unverified whether the archive only claims the digest, so that it must be verified when the blob is stored
 * @param entry the archive entry, for messages; empty for a generated or absent blob
 */
public record PlannedBlob(Descriptor descriptor, Map<String, String> labels, Optional<BlobContent> content,
        boolean unverified, Optional<String> entry) {
}
