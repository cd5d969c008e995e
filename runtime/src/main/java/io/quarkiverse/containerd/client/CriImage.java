package io.quarkiverse.containerd.client;

import java.util.List;

/**
 * An image that pods can use.
 *
 * @param id digest of its configuration
 * @param tags references with a tag
 * @param digests references with a digest
 * @param size bytes, as they are stored
 */
public record CriImage(String id, List<String> tags, List<String> digests, long size) {

    public CriImage {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }
}
