package io.quarkiverse.containerd.archive;

/**
 * Bounds that keep a damaged or hostile archive from taking the daemon's memory or time. The defaults are far above what real
 * archives need.
 *
 * @param entries most entries of a tar file
 * @param metadataBytes most bytes of names and extended headers of a tar file, together
 * @param documentBytes most bytes of one JSON document; 20 MiB is containerd's own bound for {@code oci-layout} and
 *        {@code manifest.json}
 * @param holeBytes most bytes of holes of one sparse file, which cost nothing in the archive but must be hashed and sent
 */
public record ArchiveLimits(int entries, int metadataBytes, int documentBytes, long holeBytes) {

    private static final int MIB = 1024 * 1024;

    /** 100 000 entries, 16 MiB of names, 20 MiB per document, 4 GiB of holes. */
    public static ArchiveLimits defaults() {
        return new ArchiveLimits(100_000, 16 * MIB, 20 * MIB, 4096L * MIB);
    }
}
