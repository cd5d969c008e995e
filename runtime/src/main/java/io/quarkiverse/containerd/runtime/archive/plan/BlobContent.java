package io.quarkiverse.containerd.runtime.archive.plan;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.StagedFile;

/** The bytes of a blob. Those in an archive can be read only while the archive is open. Thread-safe. */
public interface BlobContent {

    /** Returns the size in bytes. */
    long size();

    /**
     * Fills the buffer.
     *
     * @param position position in the blob to start at, in bytes
     * @throws ArchiveException if the archive cannot be read
     * @throws IndexOutOfBoundsException if the range exceeds the size of the blob
     */
    void read(long position, ByteBuffer target) throws ArchiveException;

    /** Returns the file that the archive, a directory, keeps these bytes in. */
    default Optional<Path> original() {
        return Optional.empty();
    }

    /** Returns the file on disk that holds these bytes and nothing else, if it was staged. */
    default Optional<StagedFile> staged() {
        return Optional.empty();
    }
}
