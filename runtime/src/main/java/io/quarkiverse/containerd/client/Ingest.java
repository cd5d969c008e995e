package io.quarkiverse.containerd.client;

import java.time.Instant;

/**
 * A blob that is being written, or whose writing was broken off.
 *
 * @param ref its name within the namespace
 * @param offset the bytes written so far
 * @param total the size of the blob in bytes; 0 if unknown
 * @param expected the digest of the blob; empty if unknown
 * @param startedAt the time it was started
 * @param updatedAt the time bytes were last written
 */
public record Ingest(String ref, long offset, long total, String expected, Instant startedAt, Instant updatedAt) {
}
