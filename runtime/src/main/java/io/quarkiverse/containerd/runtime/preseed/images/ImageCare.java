package io.quarkiverse.containerd.runtime.preseed.images;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.directory.ArchiveGlobs;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.settings.CareSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceViews;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;
import io.quarkiverse.containerd.runtime.preseed.store.Snapshotters;

/**
 * What is done with images besides loading them: unpacked, pinned, and pruned when their archive has gone. Safe for use by
 * several threads.
 */
public final class ImageCare {

    private final boolean prune;
    private final ArchiveGlobs unpacked;
    private final ArchiveGlobs pinned;
    private final Unpacker unpacker;
    private final ImagePruner pruner;

    /** @throws IllegalArgumentException if a glob of the settings is malformed */
    public ImageCare(PreseedSettings settings) {
        CareSettings care = settings.care();
        int documentBytes = settings.archives().limits().documentBytes();
        ImageResolver resolver = new ImageResolver(Platforms.host(),
                new JsonDocuments(settings.archives().limits().jsonDepth()));
        this.prune = care.prune();
        this.unpacked = new ArchiveGlobs(settings.directory().getFileSystem(), care.unpack());
        this.pinned = new ArchiveGlobs(settings.directory().getFileSystem(), care.pin());
        this.unpacker = new Unpacker(resolver, new Snapshotters(care.snapshotter()), settings.imports().leaseExpiry(),
                documentBytes);
        this.pruner = new ImagePruner(resolver, documentBytes);
    }

    /**
     * To be called when an archive has been loaded.
     *
     * @param names its image records
     * @param progress is told of each layer that is unpacked
     * @throws IOException if its images cannot be unpacked
     */
    public Care loaded(PreseedArchive archive, Collection<String> names, ContainerdClient containerd, Progress progress)
            throws IOException, InterruptedException {
        NamespaceClient namespace = containerd.namespace(archive.namespace());
        boolean pin = pinned.contains(archive);
        if (pin) {
            ImagePins.pin(namespace, archive.path(), names);
        }
        return new Care(unpacked.contains(archive) ? Optional.of(unpack(names, namespace, containerd, progress))
                : Optional.empty(), pin);
    }

    private Unpacked unpack(Collection<String> names, NamespaceClient namespace, ContainerdClient containerd,
            Progress progress) throws IOException, InterruptedException {
        List<ImageTarget> targets = namespace.images().getAll(names).values().stream().map(StoredImage::target).toList();
        return unpacker.unpack(targets, namespace, containerd, progress);
    }

    /** Whether the preseed has marked an image of the namespace, so that there may be something to {@link #sweep}. */
    public boolean hasMarked(NamespaceClient namespace, NamespaceViews views) {
        return views.haveLabel(namespace, List.of(RecordLabels.OWNER, RecordLabels.PIN_OWNER));
    }

    /**
     * Releases and removes what the archives of a namespace no longer ask for. All of them must have been loaded: nobody knows
     * what one asks for that could not be.
     *
     * @param archives the archives of the namespace, with the names of their image records
     */
    public Sweep sweep(NamespaceClient namespace, Map<PreseedArchive, Set<String>> archives) {
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
     * What a sweep of a namespace came to.
     *
     * @param released the names of the image records that are no longer pinned
     * @param pruned what was removed
     */
    public record Sweep(List<String> released, PrunePlan pruned) {
    }
}
