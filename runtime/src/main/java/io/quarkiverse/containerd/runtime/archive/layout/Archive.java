package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.Closeable;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;

/** An open image archive: its index, and access to the bytes of its files. Safe for use by several threads. */
public interface Archive extends Closeable {

    /** The archive file. */
    Path path();

    /** What the archive holds. */
    ArchiveIndex index();

    /**
     * Fills the buffer with bytes of a file.
     *
     * @param position where to start in the file, in bytes
     * @throws ArchiveException if the archive cannot be read or ends before the buffer is full
     * @throws IndexOutOfBoundsException if the file is too short by its own size
     */
    void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException;

    /** The bounds the archive was opened with. */
    ArchiveLimits limits();

    /** Streams a file; the stream's errors are {@link ArchiveException}s. */
    InputStream open(ArchiveFile file);
}
