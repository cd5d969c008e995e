package io.quarkiverse.containerd.client;

import java.time.Instant;
import java.util.Map;

/**
 * A blob in the content store of a namespace.
 *
 * @param digest its digest
 * @param size its size in bytes
 * @param labels its labels, some of which the garbage collector follows
 * @param createdAt the time it was stored
 * @param updatedAt the time its labels last changed
 */
public record BlobInfo(Digest digest, long size, Map<String, String> labels, Instant createdAt, Instant updatedAt) {

    /** Copies the labels. */
    public BlobInfo {
        labels = Map.copyOf(labels);
    }
}
