package io.quarkiverse.containerd.runtime.oci;

import java.util.List;
import java.util.Set;

/**
 * What a walk found.
 *
 * @param blobs every blob the selected images need, once, a parent before its children, children in order
 * @param missing needed blobs that the lookup has not; configurations and layers among them are in {@code blobs} too
 * @param skipped what is left out although its platform is selected: absent manifests of one platform of an index, and absent
 *        foreign layers (which may not be handed on)
 * @param hollow indexes in which nothing is for a selected platform
 */
public record WalkResult(List<WalkedBlob> blobs, List<Descriptor> missing, List<Descriptor> skipped,
        Set<Digest> hollow) {
}
