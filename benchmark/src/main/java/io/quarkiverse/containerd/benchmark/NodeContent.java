package io.quarkiverse.containerd.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;

/** The content of containerd's namespace for Kubernetes. */
final class NodeContent {

    private static final String KNOWN_TO_CRI = "io.cri-containerd.image";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NamespaceClient namespace;

    NodeContent(NamespaceClient namespace) {
        this.namespace = namespace;
    }

    /** Returns images, blobs and labels, once CRI has registered all images. */
    Map<String, Object> read(int archives) {
        await("CRI's notice of the images").atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
                .until(() -> isKnownToCri(archives));
        return dump();
    }

    /** Whether CRI has registered all images, each by a second record named after its ID. */
    private boolean isKnownToCri(int archives) {
        List<StoredImage> images = namespace.images().list();
        return images.size() >= 2 * archives
                && images.stream().allMatch(image -> image.labels().containsKey(KNOWN_TO_CRI));
    }

    /** Removes all images and their content. */
    void empty() {
        List<StoredImage> images = namespace.images().list();
        for (int i = 0; i < images.size(); i++) {
            namespace.images().delete(images.get(i).name(), i == images.size() - 1);
        }
        assertThat(dump()).as("what is left after all images have been removed").isEmpty();
    }

    private Map<String, Object> dump() {
        namespace.leases().create(Duration.ofHours(1), Map.of()).closeAndCollect();
        Map<String, Object> dump = new TreeMap<>();
        namespace.images().list()
                .forEach(image -> dump.put("image " + image.name(), List.of(image.target(), image.labels())));
        namespace.content().list().forEach(
                blob -> dump.put("blob " + blob.digest(), List.of(blob.size(), new TreeMap<>(blob.labels()))));
        return dump;
    }
}
