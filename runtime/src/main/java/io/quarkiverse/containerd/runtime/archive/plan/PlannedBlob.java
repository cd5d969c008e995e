package io.quarkiverse.containerd.runtime.archive.plan;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.oci.Descriptor;

/**
 * A blob that the images of an archive need in the content store.
 *
 * @param descriptor media type, digest and size
 * @param labels labels that the stored blob must have: those by which the garbage collector finds its children, and those of
 *        the repositories that it comes from, if they are wanted
 * @param content the bytes; empty if they are not in the archive, so that the store must already have them
 * @param unverified whether the archive only claims the digest, so that it must be verified when the blob is stored
 * @param entry the archive entry, for messages; empty for a generated or absent blob
 */
public record PlannedBlob(Descriptor descriptor, Map<String, String> labels, Optional<BlobContent> content,
        boolean unverified, Optional<String> entry) {
}
