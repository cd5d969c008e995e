package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;

import io.quarkiverse.containerd.client.Digest;

/**
 * A layer that has been created.
 *
 * @param file the file with the layer
 * @param digest of the file
 * @param diffId digest of the layer without compression
 * @param size bytes of the file
 * @param compressed whether it is compressed with gzip
 */
record Layer(Path file, Digest digest, Digest diffId, long size, boolean compressed) {
}
