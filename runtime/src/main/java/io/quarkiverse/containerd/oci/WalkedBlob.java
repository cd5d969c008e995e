package io.quarkiverse.containerd.oci;

import java.util.Map;
import java.util.Optional;

/**
 * A blob that an image needs.
 *
 * @param descriptor how its first parent describes it
 * @param labels the garbage collection labels that keep its children; empty for a blob without children
 * @param document the bytes, for an index or a manifest; empty for every other blob
 */
public record WalkedBlob(Descriptor descriptor, Map<String, String> labels, Optional<byte[]> document) {
}
