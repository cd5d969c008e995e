package io.quarkiverse.containerd.runtime.archive;

import java.io.Closeable;
import java.nio.ByteBuffer;

/** The bytes of an archive's files. Reads are positional, so that threads do not disturb each other. */
public interface ArchiveSource extends Closeable {

    /**
     * Fills the buffer with bytes of a file.
     *
     * @param position position in the file to start at, in bytes
     * @throws ArchiveException if the file cannot be read or ends before the buffer is full
     * @throws IndexOutOfBoundsException if the range exceeds the size of the file
     */
    void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException;
}
