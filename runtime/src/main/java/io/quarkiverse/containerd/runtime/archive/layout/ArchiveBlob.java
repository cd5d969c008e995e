package io.quarkiverse.containerd.runtime.archive.layout;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;

/**
 * A blob in an archive.
 *
 * @param digest its digest
 * @param unverified whether the digest comes from a name or from the configuration's diff_ids and the bytes have not been
 *        hashed; who stores the blob must verify it
 * @param file where its bytes are
 */
public record ArchiveBlob(Digest digest, boolean unverified, ArchiveFile file) {

    /** Bytes. */
    public long size() {
        return file.size();
    }
}
