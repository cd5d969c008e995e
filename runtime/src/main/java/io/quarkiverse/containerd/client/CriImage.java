package io.quarkiverse.containerd.client;

import java.util.List;

/**
 * An image as the Kubernetes Container Runtime Interface tells it.
 *
 * @param id digest of its configuration
 * @param tags its references with a tag
 * @param digests its references with a digest
 * @param pinned whether the kubelet's garbage collection leaves it alone; false on containerd 1.6, which does not tell
 */
public record CriImage(String id, List<String> tags, List<String> digests, boolean pinned) {

    public CriImage {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }
}
