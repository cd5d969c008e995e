package io.quarkiverse.containerd.runtime.archive.layout;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;

/**
 * A blob of an archive.
 *
 * @param digest digest
 * @param unverified whether the digest is only claimed, by a file name or by the diff_ids of the configuration, and
 *        must be verified by whoever stores the blob
 * @param file the file with its bytes
 */
public record ArchiveBlob(Digest digest, boolean unverified, ArchiveFile file) {

    /** Returns the size in bytes. */
    public long size() {
        return file.size();
    }
}
