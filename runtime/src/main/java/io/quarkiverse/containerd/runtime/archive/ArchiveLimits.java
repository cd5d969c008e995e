package io.quarkiverse.containerd.runtime.archive;

import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/**
 * Bounds that keep a damaged or hostile archive from taking the daemon's memory, disk or time. The defaults are far above what
 * real archives need.
 *
 * @param entries most entries of a tar file, and most blobs of an archive's images
 * @param metadataBytes most bytes of names and extended headers of a tar file, together
 * @param documentBytes most bytes of one JSON document; 20 MiB is containerd's own bound for {@code oci-layout} and
 *        {@code manifest.json}
 * @param indexDepth most levels of indexes below each other
 * @param jsonDepth most levels of objects and arrays in a JSON document
 * @param holeBytes most bytes of holes of one sparse file, which cost nothing in the archive but must be hashed and sent
 * @param decompressedBytes most bytes that a compressed archive may decompress to
 * @param windowBytes most bytes of the window that a compressed archive's format looks back on, which is kept in memory
 */
public record ArchiveLimits(int entries, int metadataBytes, int documentBytes, int indexDepth, int jsonDepth, long holeBytes,
        long decompressedBytes, int windowBytes) {

    private static final int MIB = 1024 * 1024;

    /**
     * 50 000 entries, 16 MiB of names, 20 MiB per document, 32 levels of indexes, 100 levels of JSON, 4 GiB of holes, 64 GiB
     * decompressed, a window of 64 MiB.
     */
    public static ArchiveLimits defaults() {
        return new ArchiveLimits(50_000, 16 * MIB, 20 * MIB, 32, 100, 4096L * MIB, 65_536L * MIB, 64 * MIB);
    }

    /** The bounds for documents. */
    public DocumentLimits documents() {
        return new DocumentLimits(entries, indexDepth, jsonDepth);
    }

    public ArchiveException tooManyEntries(Path archive) {
        return new ArchiveException(archive, null,
                "the archive has more than " + entries + " entries" + DocumentLimits.key("entries"));
    }

    /** @throws ArchiveException if the file is larger than a document may be */
    public void requireDocument(Path archive, ArchiveFile file) throws ArchiveException {
        if (file.size() > documentBytes) {
            throw new ArchiveException(archive, file.name(), "the document has " + file.size() + " bytes, the limit is "
                    + documentBytes + DocumentLimits.key("document"));
        }
    }
}
