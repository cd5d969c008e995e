package io.quarkiverse.containerd.runtime.archive.plan;

import java.nio.ByteBuffer;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;

/** The bytes of a blob. Those in an archive can be read only while the archive is open. Safe for use by several threads. */
public interface BlobContent {

    /** Bytes. */
    long size();

    /**
     * Fills the buffer.
     *
     * @param position where to start in the blob, in bytes
     * @throws ArchiveException if the archive cannot be read
     * @throws IndexOutOfBoundsException if the blob is too short by its own size
     */
    void read(long position, ByteBuffer target) throws ArchiveException;
}
