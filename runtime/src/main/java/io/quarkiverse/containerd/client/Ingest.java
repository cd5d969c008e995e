package io.quarkiverse.containerd.client;

import java.time.Instant;

/**
 * A blob that is being written, or whose writing was broken off.
 *
 * @param ref its name in the namespace
 * @param offset bytes so far
 * @param total bytes of the blob; 0 if unknown
 * @param expected digest of the blob; empty if unknown
 * @param startedAt when it was started
 * @param updatedAt when bytes were last added
 */
public record Ingest(String ref, long offset, long total, String expected, Instant startedAt, Instant updatedAt) {
}
