package io.quarkiverse.containerd.preseed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of loading an archive. A look whether what it brought is still in containerd leaves it as it is.
 *
 * @param path path relative to the preseed directory
 * @param namespace namespace of containerd
 * @param required whether the daemon counts as started only after it has been loaded
 * @param state how far it has come; an archive that has failed stays FAILED until it has been loaded
 * @param loadedOnce whether it has been loaded since the daemon started
 * @param retrying whether it has failed, and another attempt is under way
 * @param images names of its image records
 * @param bytesSent bytes of blobs that were sent to containerd; so far, while it is being loaded
 * @param bytesPresent bytes of blobs that containerd had
 * @param plan what was found out before anything was sent; empty before that, and if the archive cannot be used
 * @param snapshotter where to its images were unpacked
 * @param pinned whether its images are pinned
 * @param error why it could not be loaded
 * @param at when the state was entered
 */
public record ArchiveReport(String path, String namespace, boolean required, State state, boolean loadedOnce,
        boolean retrying, List<String> images, long bytesSent, long bytesPresent, Optional<LoadPlan> plan,
        Optional<String> snapshotter, boolean pinned, Optional<String> error, Instant at) {

    /** Whether an attempt to load it is under way, the first one or another. */
    public boolean isLoading() {
        return state == State.LOADING || retrying;
    }

    /** How far an archive has come. */
    public enum State {
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
}
