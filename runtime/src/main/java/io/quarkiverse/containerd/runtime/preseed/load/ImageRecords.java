package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

/**
 * Writes image records.
 * <p>
 * The Container Runtime Interface makes a record {@code sha256:<image id>} for an image whose record does not have its label,
 * and then sets that label. So a record that moves to another image loses the label with the move, or its new image would get
 * no such record. The old image's is marked, to be removed when nobody needs it.
 */
public final class ImageRecords {

    private final boolean owned;

    /** @param owned whether records are labelled with their archive, so that they are found again when it has gone */
    public ImageRecords(boolean owned) {
        this.owned = owned;
    }

    void put(PreseedArchive source, String name, ImageTarget target, ImageStore images) {
        Map<String, String> labels = new HashMap<>(
                owned ? RecordLabels.owned(source.path(), name, target) : Map.of());
        if (images.create(name, target, labels)) {
            return;
        }
        if (source.namespace().equals(CriImages.NAMESPACE)) {
            Optional<StoredImage> moving = images.get(name).filter(record -> RecordLabels.isManagedByCri(record)
                    && !record.target().digest().equals(target.digest()));
            moving.ifPresent(record -> {
                labels.put(RecordLabels.CRI, "");
                mark(source, record.target(), images);
            });
        }
        images.put(name, target, labels);
    }

    private static void mark(PreseedArchive source, ImageTarget old, ImageStore images) {
        images.list().stream().filter(record -> RecordLabels.isImageId(record) && record.target().digest().equals(old.digest()))
                .forEach(record -> images.updateLabels(record,
                        RecordLabels.owned(source.path(), record.name(), record.target())));
    }
}
