package io.quarkiverse.containerd.runtime.preseed.images;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.directory.ArchiveGlobs;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.Snapshotters;

/** Unpacks the images of archives that the settings choose. Safe for use by several threads. */
public final class ImageUnpacker {

    private final ArchiveGlobs chosen;
    private final Unpacker unpacker;

    /**
     * @param space the disks that images are unpacked to
     * @throws IllegalArgumentException if a glob of the settings is malformed
     */
    public ImageUnpacker(PreseedSettings settings, DiskSpace space) {
        this.chosen = new ArchiveGlobs(settings.directory(), settings.images().unpack());
        this.unpacker = new Unpacker(
                new ImageResolver(Platforms.host(), new JsonDocuments(settings.archives().limits().jsonDepth())),
                new Snapshotters(settings.images().snapshotter()), settings.imports().leaseExpiry(),
                settings.archives().limits().documentBytes(), space);
    }

    /**
     * Unpacks the images of an archive that has been loaded.
     *
     * @param names the archive's image records
     * @param progress counts the layers
     * @return empty if they are not to be unpacked
     * @throws IOException if they cannot be unpacked
     */
    public Optional<Unpacked> unpack(PreseedArchive archive, Collection<String> names, ContainerdClient containerd,
            Progress progress) throws IOException, InterruptedException {
        if (!chosen.contains(archive)) {
            return Optional.empty();
        }
        NamespaceClient namespace = containerd.namespace(archive.namespace());
        List<ImageTarget> targets = namespace.images().getAll(names).values().stream().map(StoredImage::target).toList();
        return Optional.of(unpacker.unpack(targets, namespace, containerd, progress));
    }

    /**
     * The outcome of unpacking images.
     *
     * @param snapshotter the snapshotter that has the images now
     * @param layers the number of layers that had not been unpacked before
     */
    public record Unpacked(String snapshotter, int layers) {
    }
}
