package io.quarkiverse.containerd.preseed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of an archive. It does not change while the preseed only checks that containerd still has its images.
 *
 * @param path path relative to the preseed directory
 * @param namespace namespace of containerd
 * @param required whether the daemon counts as started only after it has been loaded
 * @param state its state; an archive that has failed stays FAILED until it has been loaded
 * @param loadedOnce whether it has been loaded since the daemon started; no longer if another archive has won a name of it
 * @param retrying whether it has failed, and another attempt is under way
 * @param repairing whether content of it that containerd has lost is being brought again, also after a restart of the daemon
 * @param images the names of its image records
 * @param bytesSent bytes of blobs that the newest attempt has sent to containerd so far
 * @param bytesPresent bytes of blobs that containerd had already
 * @param plan the plan of the load; empty before it has been made, and if the archive cannot be used
 * @param snapshotter the snapshotter that its images were unpacked into; empty if they were not unpacked
 * @param pinned whether its images are pinned
 * @param error the reason why it could not be loaded, or the images that are gone; empty unless it has FAILED or is GONE
 * @param at when the state was entered
 */
public record ArchiveReport(String path, String namespace, boolean required, State state, boolean loadedOnce,
        boolean retrying, boolean repairing, List<String> images, long bytesSent, long bytesPresent, Optional<LoadPlan> plan,
        Optional<String> snapshotter, boolean pinned, Optional<String> error, Instant at) {

    /** Whether an attempt to load it is under way, the first one or another. */
    public boolean isLoading() {
        return state == State.LOADING || retrying;
    }

    /** The state of an archive. */
    public enum State {
        /** It has been found, and waits. */
        PENDING,
        /** It is being loaded. */
        LOADING,
        /** Its images are in containerd. */
        LOADED,
        /** It has been loaded, but images of it are no longer in containerd, or were replaced there. */
        GONE,
        /** It could be loaded, but this is a dry run. */
        PLANNED,
        /** It could not be loaded. */
        FAILED
    }
}
