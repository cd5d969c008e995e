package io.quarkiverse.containerd.runtime.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

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

    /** Returns the file on disk that holds a file's bytes and nothing else, if it was staged. */
    default Optional<StagedFile> staged(ArchiveFile file) {
        return Optional.empty();
    }

    /** Returns the file that has been made of these bytes alone, if the archive is a directory. */
    default Optional<Path> original(ArchiveFile file) {
        return Optional.empty();
    }

    /** Deletes the staged files that are not wanted; closing the archive deletes all. */
    default void keepStaged(Set<StagedFile> wanted) throws IOException {
        // nothing is staged of an archive that is not compressed
    }
}
