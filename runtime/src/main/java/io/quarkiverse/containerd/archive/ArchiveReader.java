package io.quarkiverse.containerd.archive;

import java.nio.file.Path;

/** Opens image archives: uncompressed tar files that hold an OCI image layout or a docker archive. */
public final class ArchiveReader {

    /**
     * Opens an archive and reads its index. Blobs are not read, except for the documents the index is made of and what must be
     * hashed.
     *
     * @throws ArchiveException if the file is no image archive, or a damaged one
     */
    public Archive open(Path path) throws ArchiveException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the index of an archive.
     *
     * @throws ArchiveException if the file is no image archive, or a damaged one
     */
    public ArchiveIndex read(Path path) throws ArchiveException {
        throw new UnsupportedOperationException();
    }
}
