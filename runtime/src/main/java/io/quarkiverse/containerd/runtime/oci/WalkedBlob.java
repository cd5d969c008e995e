package io.quarkiverse.containerd.runtime.oci;

import java.util.Map;

/**
 * A blob that an image needs.
 *
 * @param descriptor how its first parent describes it
 * @param labels the garbage collection labels that keep its children; empty for a blob without children
 * @param document whether this is an index or a manifest, whose bytes the lookup has verified
 */
public record WalkedBlob(Descriptor descriptor, Map<String, String> labels, boolean document) {
}
