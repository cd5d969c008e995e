package io.quarkiverse.containerd.runtime.preseed.images;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

/** Pins images against the kubelet's garbage collection, and unpins those that the preseed has pinned, but no others. */
final class ImagePins {

    private static final Map<String, String> RELEASED = Map.of(RecordLabels.PIN, "", RecordLabels.PIN_OWNER, "");

    private ImagePins() {
    }

    /** Pins the images of an archive that are not pinned. */
    static void pin(NamespaceClient namespace, String path, Collection<String> names) {
        ImageStore images = namespace.images();
        Map<String, String> pinned = Map.of(RecordLabels.PIN, RecordLabels.PINNED, RecordLabels.PIN_OWNER, path);
        images.getAll(names).values().stream()
                .filter(image -> !RecordLabels.PINNED.equals(image.labels().get(RecordLabels.PIN)))
                .forEach(image -> images.updateLabels(image, pinned));
    }

    /** Unpins all images that the preseed has pinned, but for those to keep. @return the names of the unpinned images */
    static List<String> release(NamespaceClient namespace, Set<String> keep) {
        ImageStore images = namespace.images();
        List<StoredImage> released = images.listByAnyLabel(List.of(RecordLabels.PIN_OWNER)).stream()
                .filter(image -> !keep.contains(image.name())).toList();
        released.forEach(image -> images.updateLabels(image, RELEASED));
        return released.stream().map(StoredImage::name).toList();
    }
}
