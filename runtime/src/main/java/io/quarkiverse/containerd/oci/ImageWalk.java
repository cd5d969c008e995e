package io.quarkiverse.containerd.oci;

import java.io.IOException;
import java.util.List;

/** Walks images from their index entries to their layers, as containerd's import does. */
public final class ImageWalk {

    /**
     * @param platforms which entries of an index are wanted; an entry without a platform always is
     * @param strict whether an absent manifest of one platform counts as missing instead of skipped
     */
    public ImageWalk(PlatformMatcher platforms, boolean strict) {
    }

    /**
     * Walks depth first.
     *
     * @throws ImageException if a document is unusable, a size differs from its descriptor, or no entry at all is selected
     * @throws IOException if the lookup fails
     */
    public WalkResult walk(List<Descriptor> roots, ContentLookup lookup) throws ImageException, IOException {
        throw new UnsupportedOperationException();
    }
}
