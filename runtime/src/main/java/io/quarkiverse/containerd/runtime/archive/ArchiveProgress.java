package io.quarkiverse.containerd.runtime.archive;

/** Hears how far the opening of a compressed archive has come; called often, by the opening thread. */
@FunctionalInterface
public interface ArchiveProgress {

    /**
     * Some more of the archive has been decompressed.
     *
     * @param done compressed bytes so far
     * @param total compressed bytes of the archive
     */
    void decompressed(long done, long total);

    /** Hears nothing. */
    static ArchiveProgress none() {
        return (done, total) -> {
        };
    }
}
