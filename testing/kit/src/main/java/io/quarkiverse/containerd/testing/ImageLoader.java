package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;

/** Brings images into containerd without the preseed. */
final class ImageLoader {

    private static final String CHILD = "containerd.io/gc.ref.content.";

    private final ContainerdClient client;

    ImageLoader(ContainerdClient client) {
        this.client = client;
    }

    /** Brings an image, under all of its names. */
    void load(String namespace, ImageArchive archive) {
        Image image = archive.image();
        Blob manifest = image.manifest();
        NamespaceClient target = client.namespace(namespace);
        try (Lease lease = target.leases().create(Duration.ofHours(1), Map.of())) {
            Map<String, String> children = new HashMap<>(Map.of(CHILD + "config", image.config().digest()));
            List<Layer> layers = image.layers();
            for (int i = 0; i < layers.size(); i++) {
                write(lease, layers.get(i).blob(), Map.of());
                children.put(CHILD + "l." + i, layers.get(i).blob().digest());
            }
            write(lease, image.config(), Map.of());
            write(lease, manifest, children);
            archive.names().forEach(name -> lease.images().put(name,
                    new ImageTarget(ImageJson.OCI_MANIFEST, manifest.digest(), manifest.size(), Map.of())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Lease lease, Blob blob, Map<String, String> labels) throws IOException {
        byte[] bytes = blob.bytes();
        lease.content().write(new BlobUpload("test-" + UUID.randomUUID(), new Digest(blob.digest()), bytes.length, labels,
                (position, buffer) -> copy(bytes, position, buffer)));
    }

    private static void copy(byte[] bytes, long position, ByteBuffer buffer) {
        buffer.put(bytes, (int) position, buffer.remaining());
    }

    /** Brings an image for pods, and waits until CRI, which hears of it by an event, knows it. */
    void loadForPods(ImageArchive archive) {
        load(CriImages.NAMESPACE, archive);
        for (String name : archive.names()) {
            TreeWaits.until("CRI to know " + name, () -> client.criImages().status(name).isPresent(),
                    () -> "CRI knows no image of that name.");
        }
    }
}
