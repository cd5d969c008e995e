package io.quarkiverse.containerd.client;

import java.time.Instant;
import java.util.Map;

import io.quarkiverse.containerd.runtime.oci.Digest;

/**
 * A blob in the content store of a namespace.
 *
 * @param digest digest
 * @param size bytes
 * @param labels labels; the garbage collector follows some of them
 * @param createdAt when it was committed
 * @param updatedAt when its labels last changed
 */
public record BlobInfo(Digest digest, long size, Map<String, String> labels, Instant createdAt, Instant updatedAt) {
}
