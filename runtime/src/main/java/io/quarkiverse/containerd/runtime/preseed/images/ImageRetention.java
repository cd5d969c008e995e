package io.quarkiverse.containerd.runtime.preseed.images;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.directory.ArchiveGlobs;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceCache;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

/**
 * Pins the images that archives bring, and removes those that no archive brings any more. Safe for use by several threads.
 */
public final class ImageRetention {

    private final boolean prune;
    private final ArchiveGlobs pinned;
    private final ImagePruner pruner;

    /** @throws IllegalArgumentException if a glob of the settings is malformed */
    public ImageRetention(PreseedSettings settings) {
        ImageSettings images = settings.images();
        this.prune = images.prune();
        this.pinned = new ArchiveGlobs(settings.directory(), images.pin());
        this.pruner = new ImagePruner(
                new ImageResolver(Platforms.host(), new JsonDocuments(settings.archives().limits().jsonDepth())),
                settings.archives().limits().documentBytes());
    }

    /**
     * Pins the images of an archive that has been loaded, if they are to be pinned.
     *
     * @param names the archive's image records
     * @return whether they are pinned
     */
    public boolean pin(PreseedArchive archive, Collection<String> names, NamespaceClient namespace) {
        if (!pinned.contains(archive)) {
            return false;
        }
        ImagePins.pin(namespace, archive.path(), names);
        return true;
    }

    /** Whether the preseed has marked an image of the namespace, so that there may be something to {@link #sweep}. */
    public boolean hasMarked(NamespaceClient namespace, NamespaceCache cache) {
        return cache.haveLabel(namespace, List.of(RecordLabels.OWNER, RecordLabels.PIN_OWNER));
    }

    /**
     * Unpins and removes the images that the archives of a namespace no longer ask for. All of them must have been loaded,
     * as it is not known what an archive brings that could not be.
     *
     * @param archives the archives of the namespace, with the names of their image records
     */
    public Sweep sweep(NamespaceClient namespace, Map<PreseedArchive, List<String>> archives) {
        Set<String> keep = new HashSet<>();
        Map<String, String> brought = new HashMap<>();
        archives.forEach((archive, names) -> {
            names.forEach(name -> brought.put(name, archive.path()));
            if (pinned.contains(archive)) {
                keep.addAll(names);
            }
        });
        List<String> released = ImagePins.release(namespace, keep);
        return new Sweep(released, prune ? pruner.prune(namespace, brought) : pruner.pruneImageIds(namespace));
    }

    /**
     * The outcome of a sweep of a namespace.
     *
     * @param released the names of the image records that were unpinned
     * @param pruned the records that were removed
     */
    public record Sweep(List<String> released, PruneDecision pruned) {
    }
}
