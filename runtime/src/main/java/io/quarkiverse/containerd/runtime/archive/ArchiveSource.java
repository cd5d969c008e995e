package io.quarkiverse.containerd.runtime.archive;

import java.io.Closeable;
import java.nio.ByteBuffer;

/** Where the bytes of an archive's files are. Reads are positional, so threads do not disturb each other. */
public interface ArchiveSource extends Closeable {

    /**
     * Fills the buffer with bytes of a file.
     *
     * @param position where to start in the file, in bytes
     * @throws ArchiveException if the file cannot be read or ends before the buffer is full
     * @throws IndexOutOfBoundsException if the file is too short by its own size
     */
    void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException;
}
