package io.quarkiverse.containerd.oci;

import java.util.List;

/**
 * What a walk found.
 *
 * @param blobs every blob the selected images need, once, a parent before its children, children in order
 * @param missing needed blobs that the lookup has not; a subset of {@code blobs} and of unreadable manifests
 * @param skipped what is left out although its platform is selected: absent manifests of one platform of an index, and absent
 *        foreign layers (a registry must not hand them on)
 */
public record WalkResult(List<WalkedBlob> blobs, List<Descriptor> missing, List<Descriptor> skipped) {
}
