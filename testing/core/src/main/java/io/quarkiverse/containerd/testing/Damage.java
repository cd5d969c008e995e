package io.quarkiverse.containerd.testing;

/** What is wrong with an {@link ImageArchive} that is broken on purpose. */
public enum Damage {

    /** The last layer has one bit that is not that of its digest. */
    FALSIFIED_LAYER,
    /** The last layer is not in the archive. */
    MISSING_LAYER,
    /** The archive has no list of its images: no {@code index.json}, or no {@code manifest.json}. */
    NO_INDEX,
    /** The archive ends in the middle, as after a copy that was interrupted. */
    TRUNCATED,
    /** The archive is no archive, but a text. */
    NO_ARCHIVE
}
