package io.quarkiverse.containerd.runtime.control;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;

/** The images that containerd has, with what the preseed knows of them, as documents. */
final class ImageDocuments {

    /** The label by which CRI tells the kubelet that an image is pinned. */
    private static final String PINNED = "io.cri-containerd.pinned";

    private ImageDocuments() {
    }

    /**
     * @param namespace the only namespace to look into; empty for all
     * @param most the number of images to return
     */
    static ObjectNode images(ContainerdClient containerd, PreseedReport preseed, Optional<String> namespace, int most) {
        ObjectNode document = NodeDocuments.document();
        ArrayNode images = document.putArray("images");
        int total = 0;
        for (String name : new TreeSet<>(containerd.namespaces())) {
            if (namespace.isEmpty() || namespace.get().equals(name)) {
                total += add(images, containerd.namespace(name), preseed, most);
            }
        }
        return document.put("total", total);
    }

    private static int add(ArrayNode images, NamespaceClient namespace, PreseedReport preseed, int most) {
        List<StoredImage> stored = namespace.images().list();
        Set<String> present = present(namespace, stored);
        stored.stream().sorted(Comparator.comparing(StoredImage::name)).limit(most - images.size())
                .forEach(image -> add(images.addObject(), namespace.name(), image, preseed,
                        present.contains(image.target().digest())));
        return stored.size();
    }

    /** Returns the digests of those targets that are there. */
    private static Set<String> present(NamespaceClient namespace, List<StoredImage> images) {
        List<Digest> targets = images.stream().map(image -> image.target().digest()).filter(Digest::isValid).distinct()
                .map(Digest::new).toList();
        return namespace.content().infos(targets).keySet().stream().map(Digest::value).collect(Collectors.toSet());
    }

    private static void add(ObjectNode document, String namespace, StoredImage image, PreseedReport preseed, boolean present) {
        document.put("namespace", namespace)
                .put("name", image.name())
                .put("digest", image.target().digest())
                .put("mediaType", image.target().mediaType())
                .put("created", image.createdAt().toString())
                .put("pinned", image.labels().containsKey(PINNED))
                .put("present", present);
        archive(namespace, image.name(), preseed).ifPresent(archive -> {
            document.put("archive", archive.path());
            archive.plan().ifPresent(plan -> {
                ArrayNode platforms = document.putArray("platforms");
                platforms(plan, image.name()).forEach(platforms::add);
            });
        });
    }

    private static Optional<ArchiveReport> archive(String namespace, String image, PreseedReport preseed) {
        return preseed.archives().stream()
                .filter(archive -> archive.state() == ArchiveReport.State.LOADED && archive.namespace().equals(namespace)
                        && archive.images().contains(image))
                .findFirst();
    }

    private static List<String> platforms(LoadPlan plan, String image) {
        return plan.images().stream().filter(planned -> planned.name().equals(image))
                .flatMap(planned -> planned.platforms().stream()).distinct().toList();
    }
}
