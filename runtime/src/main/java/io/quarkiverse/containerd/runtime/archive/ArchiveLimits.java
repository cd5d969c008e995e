package io.quarkiverse.containerd.runtime.archive;

import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/**
 * Limits that keep a damaged or hostile archive from exhausting memory, disk or time. The defaults are far above what
 * real archives need.
 *
 * @param entries maximum number of entries of a tar file, of runs of its sparse files, and of blobs of an archive's images
 * @param images maximum number of names that an archive gives to images
 * @param metadataBytes maximum size of all names and extended headers of a tar file
 * @param documentBytes maximum size of a JSON document; 20 MiB is the limit that containerd sets for {@code
 *        oci-layout} and {@code manifest.json}
 * @param indexDepth maximum number of nested indexes
 * @param jsonDepth maximum nesting of objects and arrays in a JSON document
 * @param holeBytes maximum size of the holes of all sparse files, which take no space in the archive but must be hashed
 *        and sent
 * @param decompressedBytes maximum size of a decompressed archive
 * @param windowBytes maximum size of the window that a compression format looks back on, which is kept in memory
 */
public record ArchiveLimits(int entries, int images, int metadataBytes, int documentBytes, int indexDepth, int jsonDepth,
        long holeBytes,
        long decompressedBytes, int windowBytes) {

    private static final int MIB = 1024 * 1024;

    /**
     * Returns the defaults: 50 000 entries, 5 000 names of images, 16 MiB of names, 20 MiB per document, 32 nested indexes, 100
     * levels of JSON,
     * 4 GiB of holes, 64 GiB decompressed, a window of 128 MiB.
     */
    public static ArchiveLimits defaults() {
        return new ArchiveLimits(50_000, 5_000, 16 * MIB, 20 * MIB, 32, 100, 4096L * MIB, 65_536L * MIB, 128 * MIB);
    }

    /** Returns the limits for documents. */
    public DocumentLimits documents() {
        return new DocumentLimits(entries, indexDepth, jsonDepth);
    }

    /** Returns the exception for an archive with too many entries. */
    public ArchiveException tooManyEntries(Path archive) {
        return new ArchiveException(archive, null,
                "the archive has more than " + entries + " entries" + DocumentLimits.key("entries"));
    }

    /** @throws ArchiveException if an archive gives more names to images than are allowed */
    public void requireNames(Path archive, int names) throws ArchiveException {
        if (names > images) {
            throw new ArchiveException(archive, null,
                    "the archive has more than " + images + " names of images" + DocumentLimits.key("images"));
        }
    }

    /** @throws ArchiveException if the file is too large for a document */
    public void requireDocument(Path archive, ArchiveFile file) throws ArchiveException {
        if (file.size() > documentBytes) {
            throw new ArchiveException(archive, file.name(), "the document has " + file.size() + " bytes, the limit is "
                    + documentBytes + DocumentLimits.key("document"));
        }
    }
}
