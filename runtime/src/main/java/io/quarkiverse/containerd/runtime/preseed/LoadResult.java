package io.quarkiverse.containerd.runtime.preseed;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.runtime.preseed.images.ImageUnpacker;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;

/**
 * The outcome of a load.
 *
 * @param imported the outcome of the import
 * @param unpacked the outcome of unpacking the images; empty if they are not to be unpacked
 * @param pinned whether the images were pinned
 * @param duration the time it took
 */
record LoadResult(ImportResult imported, Optional<ImageUnpacker.Unpacked> unpacked, boolean pinned, Duration duration) {

    static final LoadResult NOTHING = new LoadResult(ImportResult.NOTHING, Optional.empty(), false, Duration.ZERO);

    /** Returns the outcome without the images of these names. */
    LoadResult without(Set<String> names) {
        return new LoadResult(imported.without(names), unpacked, pinned, duration);
    }

    /** The number of layers that had not been unpacked before. */
    int layersUnpacked() {
        return unpacked.map(ImageUnpacker.Unpacked::layers).orElse(0);
    }
}
