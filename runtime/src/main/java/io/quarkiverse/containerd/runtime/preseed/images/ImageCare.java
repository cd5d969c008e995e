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
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.LoadedArchives;
import io.quarkiverse.containerd.runtime.preseed.PreseedLog;
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

    /** The labels of an image record that an archive brings; none unless it is to be found again. */
    public Map<String, String> labels(PreseedArchive archive, String name, ImageTarget target) {
        return prune ? RecordLabels.owned(archive.path(), name, target) : Map.of();
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

    /**
     * To be called when archives have been loaded: releases and removes what they no longer ask for. Where an archive could not
     * be loaded nobody knows what it asks for, and its namespace is left alone.
     */
    public void sweep(List<PreseedArchive> archives, LoadedArchives loaded, NamespaceViews views, PreseedLog words,
            NodeLogger log) {
        for (NamespaceClient namespace : views.namespaces()) {
            List<PreseedArchive> present = archives.stream()
                    .filter(archive -> archive.namespace().equals(namespace.name())).toList();
            if (!views.haveLabel(namespace, List.of(RecordLabels.OWNER, RecordLabels.PIN_OWNER))) {
                continue;
            }
            if (present.stream().allMatch(loaded::contains)) {
                sweep(present, loaded, namespace, words, log);
            } else {
                log.debugf("no image of namespace %s is released or removed before all its archives have been loaded",
                        namespace.name());
            }
        }
    }

    private void sweep(List<PreseedArchive> archives, LoadedArchives loaded, NamespaceClient namespace, PreseedLog words,
            NodeLogger log) {
        Set<String> keep = new HashSet<>();
        Map<String, String> brought = new HashMap<>();
        for (PreseedArchive archive : archives) {
            loaded.names(archive).forEach(name -> brought.put(name, archive.path()));
            if (pinned.contains(archive)) {
                keep.addAll(loaded.names(archive));
            }
        }
        words.released(log, namespace.name(), ImagePins.release(namespace, keep));
        words.pruned(log, namespace.name(), prune ? pruner.prune(namespace, brought) : pruner.pruneImageIds(namespace));
    }
}
