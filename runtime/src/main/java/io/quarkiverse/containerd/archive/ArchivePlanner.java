package io.quarkiverse.containerd.archive;

import java.io.IOException;

import io.quarkiverse.containerd.oci.PlatformMatcher;
import io.quarkiverse.containerd.oci.RefTranslator;

/** Works out what importing an archive means, before anything is written. */
public final class ArchivePlanner {

    /**
     * @param platforms which platforms are wanted
     * @param names how bare {@code org.opencontainers.image.ref.name} annotations become image names
     * @param strict whether an absent manifest of a wanted platform is an error instead of skipped
     */
    public ArchivePlanner(PlatformMatcher platforms, RefTranslator names, boolean strict) {
    }

    /**
     * Plans an archive.
     *
     * @throws ArchiveException if the archive's images cannot be used
     * @throws IOException if the store cannot be asked
     */
    public ArchivePlan plan(Archive archive, StoredContent store) throws IOException {
        throw new UnsupportedOperationException();
    }
}
