package io.quarkiverse.containerd.runtime.documents;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.content.LostBlobs;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageVariants.Variant;

/** The images that containerd has, with what the preseed knows of them, as documents. */
final class ImageDocuments {

    /** The label by which CRI tells the kubelet that an image is pinned. */
    private static final String PINNED = "io.cri-containerd.pinned";

    private final KnownVariants known = new KnownVariants();

    /**
     * @param namespace the only namespace to look into; empty for all
     * @param most the largest number of images
     */
    ObjectNode of(ContainerdClient containerd, PreseedReport preseed, Optional<String> namespace, int most) {
        ObjectNode document = NodeDocuments.document();
        ArrayNode images = document.putArray("images");
        LostBlobs lost = new LostBlobs(containerd);
        int total = 0;
        for (String name : new TreeSet<>(containerd.namespaces())) {
            if (namespace.isEmpty() || namespace.get().equals(name)) {
                total += add(images, new Content(containerd.namespace(name), lost), preseed, most);
            }
        }
        return document.put("total", total);
    }

    /** The blobs of a namespace whose files are there, with their sizes. */
    private record Content(NamespaceClient namespace, Map<Digest, Long> blobs) {

        Content(NamespaceClient namespace, LostBlobs lost) {
            this(namespace, present(namespace.content().list(), lost));
        }

        private static Map<Digest, Long> present(List<BlobInfo> stored, LostBlobs lost) {
            Map<Digest, Long> blobs = new HashMap<>();
            stored.forEach(blob -> blobs.put(blob.digest(), blob.size()));
            Set<Digest> gone = lost.among(stored);
            blobs.keySet().removeAll(gone);
            return blobs;
        }

        boolean has(Variant variant) {
            return variant.known() && blobs.keySet().containsAll(variant.blobs().keySet());
        }

        long bytes(List<Variant> variants) {
            return variants.stream().flatMap(variant -> variant.blobs().keySet().stream()).distinct()
                    .mapToLong(digest -> blobs.getOrDefault(digest, 0L)).sum();
        }
    }

    private int add(ArrayNode images, Content content, PreseedReport preseed, int most) {
        List<StoredImage> stored = content.namespace().images().list();
        stored.stream().sorted(Comparator.comparing(StoredImage::name)).limit(most - images.size())
                .forEach(image -> add(images.addObject(), content, image, preseed));
        return stored.size();
    }

    private void add(ObjectNode document, Content content, StoredImage image, PreseedReport preseed) {
        document.put("namespace", content.namespace().name())
                .put("name", image.name())
                .put("digest", image.target().digest())
                .put("mediaType", image.target().mediaType())
                .put("created", image.createdAt().toString())
                .put("pinned", image.labels().containsKey(PINNED));
        archive(content.namespace().name(), image.name(), preseed)
                .ifPresent(archive -> document.put("archive", archive.path()));
        try {
            addVariants(document, content, known.of(content.namespace(), Descriptor.of(image.target())));
        } catch (ImageException | IOException | IllegalArgumentException e) {
            document.put("present", false).put("error", e.getMessage());
        }
    }

    /** An image is present if there is a platform that it can be run on. */
    private static void addVariants(ObjectNode document, Content content, List<Variant> variants) {
        document.put("present", variants.stream().anyMatch(content::has)).put("bytes", content.bytes(variants));
        ArrayNode platforms = document.putArray("platforms");
        variants.forEach(variant -> {
            ObjectNode platform = platforms.addObject();
            variant.platform().ifPresent(name -> platform.put("platform", name));
            platform.put("present", content.has(variant));
            if (variant.known()) {
                platform.put("bytes", variant.bytes());
            }
        });
    }

    private static Optional<ArchiveReport> archive(String namespace, String image, PreseedReport preseed) {
        return preseed.archives().stream()
                .filter(archive -> archive.state() == ArchiveReport.State.LOADED && archive.namespace().equals(namespace)
                        && archive.images().contains(image))
                .findFirst();
    }
}
