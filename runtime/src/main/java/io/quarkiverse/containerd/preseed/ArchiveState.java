package io.quarkiverse.containerd.preseed;

/** How far an archive has come. */
public enum ArchiveState {
    /** Found, and waiting. */
    PENDING,
    /** Being loaded. */
    LOADING,
    /** Its images are in containerd. */
    LOADED,
    /** Could be loaded; this is a dry run. */
    PLANNED,
    /** Could not be loaded. */
    FAILED
}
