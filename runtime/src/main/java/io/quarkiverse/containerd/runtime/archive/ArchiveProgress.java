package io.quarkiverse.containerd.runtime.archive;

/** Receives the progress of opening a compressed archive. Called often, by the opening thread. */
@FunctionalInterface
public interface ArchiveProgress {

    /**
     * Reports that more of the archive has been decompressed.
     *
     * @param done compressed bytes so far
     * @param total size of the compressed archive in bytes
     */
    void decompressed(long done, long total);

    /** Returns a receiver that does nothing. */
    static ArchiveProgress none() {
        return (done, total) -> {
        };
    }
}
