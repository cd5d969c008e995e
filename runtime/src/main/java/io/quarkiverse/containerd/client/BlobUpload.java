package io.quarkiverse.containerd.client;

import java.util.Map;

import io.quarkiverse.containerd.runtime.oci.Digest;

/**
 * A blob to bring into the content store.
 *
 * @param ref name of the ingest; must not be in use by any other upload, else containerd would mix their bytes
 * @param digest digest of the blob; containerd verifies it
 * @param size bytes
 * @param labels labels the stored blob is to have, besides those it has
 * @param source its bytes; not asked when containerd has the blob
 */
public record BlobUpload(String ref, Digest digest, long size, Map<String, String> labels, BlobSource source) {
}
