package io.quarkiverse.containerd.runtime.archive.tar;

import java.io.IOException;

import io.quarkiverse.containerd.runtime.archive.ArchiveFile;

/** The bytes of a tar file, which are taken once, from the first to the last. */
public interface TarInput {

    /** Returns the number of bytes that have been taken. */
    long position();

    /** Returns the first bytes of the tar file, whether they have been taken or not; fewer than asked for if it has fewer. */
    byte[] start(int most) throws IOException;

    /** Takes bytes. @return as many as asked for, fewer at the end */
    byte[] read(int length) throws IOException;

    /** Passes over bytes that nobody needs. @return their number, fewer than asked for at the end */
    long skip(long length) throws IOException;

    /**
     * Passes over the stored bytes of a file, which can be read later by its extents.
     *
     * @param file the file, whose extents are in these bytes
     * @return their number, fewer than asked for at the end
     */
    long body(ArchiveFile file, long length) throws IOException;
}
