package io.quarkiverse.containerd.client;

import java.util.List;

/**
 * An image as the Kubernetes Container Runtime Interface reports it.
 *
 * @param id the digest of its configuration
 * @param tags its references by tag
 * @param digests its references by digest
 * @param pinned whether the kubelet's garbage collection keeps it; false on containerd 1.6, which does not report it
 */
public record CriImage(String id, List<String> tags, List<String> digests, boolean pinned) {

    /** Copies the references. */
    public CriImage {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }
}
