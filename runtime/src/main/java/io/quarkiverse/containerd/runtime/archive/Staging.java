package io.quarkiverse.containerd.runtime.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A place for the files of a compressed archive, so that each is written once, to where it is to stay. Used by the thread that
 * opens the archive.
 */
@FunctionalInterface
public interface Staging {

    /**
     * Begins a file.
     *
     * @param size its size in bytes
     * @return the file to write; empty if it is too small to be worth it, or cannot be staged now
     */
    Optional<Entry> begin(long size) throws IOException;

    /** Returns one that takes no file. */
    static Staging none() {
        return size -> Optional.empty();
    }

    /** A file that is being written. */
    interface Entry extends Closeable {

        /** Writes the next bytes. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns the file, which has all its bytes now. */
        StagedFile finish() throws IOException;

        /** Deletes the file, unless it was finished. */
        @Override
        void close() throws IOException;
    }
}
