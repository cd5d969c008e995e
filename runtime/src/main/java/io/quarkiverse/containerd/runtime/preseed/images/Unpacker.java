package io.quarkiverse.containerd.runtime.preseed.images;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.Mount;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.SnapshotStore;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageLayer;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.PlatformImage;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;
import io.quarkiverse.containerd.runtime.preseed.store.KeyedLocks;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceContent;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.Snapshotters;

/**
 * Unpacks images into a snapshotter, so that their first container need not wait for it. Leaves what {@code ctr images import}
 * leaves through containerd's client: a committed snapshot for each layer, named by its chain id, and the labels that keep
 * them. Safe for use by several threads, also of several processes.
 */
final class Unpacker {

    /** The label of a layer with its diff_id. */
    private static final String UNCOMPRESSED = "containerd.io/uncompressed";
    /**
     * The label of a configuration, before the snapshotter's name, with the snapshot that the garbage collector keeps for it.
     */
    private static final String SNAPSHOT_REFERENCE = "containerd.io/gc.ref.snapshot.";

    private final ImageResolver resolver;
    private final Snapshotters snapshotters;
    private final Duration leaseExpiry;
    private final int documentBytes;
    private final DiskSpace space;
    private final KeyedLocks snapshots = new KeyedLocks();

    /**
     * @param resolver chooses which image of several to unpack
     * @param leaseExpiry the time after which containerd may collect what an interrupted unpacking has left
     * @param documentBytes the size of the longest manifest or configuration that is read
     * @param space the disks that images are unpacked to
     */
    Unpacker(ImageResolver resolver, Snapshotters snapshotters, Duration leaseExpiry, int documentBytes, DiskSpace space) {
        this.resolver = resolver;
        this.snapshotters = snapshotters;
        this.leaseExpiry = leaseExpiry;
        this.documentBytes = documentBytes;
        this.space = space;
    }

    /**
     * Unpacks the images of these targets, except those without an image for this machine.
     *
     * @param progress counts the layers
     * @throws IOException if an image cannot be unpacked; what has been unpacked stays only if an image needs it
     * @throws InterruptedException when the thread is interrupted
     */
    ImageUnpacker.Unpacked unpack(Collection<ImageTarget> targets, NamespaceClient namespace, ContainerdClient containerd,
            Progress progress) throws IOException, InterruptedException {
        String snapshotter = snapshotters.of(namespace, containerd);
        Map<String, PlatformImage> images = new LinkedHashMap<>();
        for (ImageTarget target : targets) {
            if (!images.containsKey(target.digest())) {
                resolve(target, namespace).ifPresent(image -> images.put(target.digest(), image));
            }
        }
        progress.expect(images.values().stream().mapToInt(image -> image.layers().size()).sum());
        int layers = 0;
        for (PlatformImage image : images.values()) {
            if (image.chainId().isPresent()) {
                layers += unpack(image, image.chainId().get(), namespace, snapshotter, progress);
            }
        }
        return new ImageUnpacker.Unpacked(snapshotter, layers);
    }

    private Optional<PlatformImage> resolve(ImageTarget target, NamespaceClient namespace) throws IOException {
        NamespaceContent content = new NamespaceContent(namespace.content(), documentBytes);
        try {
            return resolver.resolve(Descriptor.of(target), content::document);
        } catch (ImageException e) {
            throw new IOException("cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** Unpacks the missing layers of an image. @return their number */
    private int unpack(PlatformImage image, Digest chainId, NamespaceClient namespace, String snapshotter,
            Progress progress) throws IOException, InterruptedException {
        String reference = SNAPSHOT_REFERENCE + snapshotter;
        Digest config = image.config().digest();
        Optional<String> kept = namespace.content().info(config).map(BlobInfo::labels).map(labels -> labels.get(reference));
        if (kept.equals(Optional.of(chainId.value()))
                && namespace.snapshots(snapshotter).stat(chainId.value()).isPresent()) {
            progress.add(image.layers().size());
            return 0;
        }
        try (Lease lease = namespace.leases().create(leaseExpiry, ImportLeases.LABELS)) {
            lease.addContent(List.of(config));
            SnapshotStore store = lease.snapshots(snapshotter);
            int unpacked = 0;
            Optional<String> parent = Optional.empty();
            for (ImageLayer layer : image.layers()) {
                unpacked += unpack(layer, parent, lease, store, namespace.name()) ? 1 : 0;
                parent = Optional.of(layer.chainId().value());
                progress.add(1);
            }
            lease.content().updateLabels(config, Map.of(reference, chainId.value()));
            return unpacked;
        }
    }

    /** Unpacks a layer. @return whether it had not been unpacked before */
    private boolean unpack(ImageLayer layer, Optional<String> parent, Lease lease, SnapshotStore store, String namespace)
            throws IOException, InterruptedException {
        String chainId = layer.chainId().value();
        // containerd takes two at once as well, but would unpack the layer twice
        try (KeyedLocks.Holder holder = snapshots.lock(List.of(namespace, store.snapshotter(), chainId))) {
            if (isKept(chainId, lease, store)) {
                return false;
            }
            String key = "extract-" + UUID.randomUUID() + " " + chainId;
            List<Mount> mounts = store.prepare(key, parent);
            try {
                apply(layer, lease, store.snapshotter(), mounts);
                // before the snapshot, after which nobody looks at the layer again
                lease.content().updateLabels(layer.blob().digest(), Map.of(UNCOMPRESSED, layer.diffId().value()));
                if (!store.commit(chainId, key)) {
                    store.remove(key);
                }
            } catch (IOException | RuntimeException e) {
                discard(store, key, e);
                throw e;
            }
            return true;
        }
    }

    /** Puts a snapshot on the lease, and asks again whether it exists, as it may have been collected before that. */
    private static boolean isKept(String chainId, Lease lease, SnapshotStore store) {
        if (store.stat(chainId).isEmpty()) {
            return false;
        }
        lease.addSnapshot(store.snapshotter(), chainId);
        return store.stat(chainId).isPresent();
    }

    /** Removes a snapshot at once, which would otherwise go with the lease and the next garbage collection. */
    private static void discard(SnapshotStore store, String key, Exception failure) {
        try {
            store.remove(key);
        } catch (ContainerdException e) {
            failure.addSuppressed(e);
        }
    }

    private void apply(ImageLayer layer, Lease lease, String snapshotter, List<Mount> mounts) throws IOException {
        Digest applied = space.watch(snapshotter, () -> lease.diff().apply(layer.blob().toTarget(), mounts));
        if (!applied.equals(layer.diffId())) {
            throw new IOException("cannot be unpacked: layer " + layer.blob().digest() + " unpacks to " + applied
                    + ", but the image's configuration says " + layer.diffId());
        }
    }
}
