package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Writes image records.
 * <p>
 * The Container Runtime Interface makes a record {@code sha256:<image id>} for an image whose record does not have its label,
 * and then sets that label. So a record that moves to another image loses the label with the move, or its new image would get
 * no such record. The old image's is marked, to be removed when nobody needs it.
 */
public final class ImageRecords {

    private final boolean owned;
    private final BroughtImages brought;
    private final Consumer<String> warn;

    /**
     * @param owned whether records are labelled with their archive, so that they are found again when it has gone
     * @param brought tells records of archives from those that others have made
     * @param warn takes a sentence for each record of others that is overwritten
     */
    public ImageRecords(boolean owned, BroughtImages brought, Consumer<String> warn) {
        this.owned = owned;
        this.brought = brought;
        this.warn = warn;
    }

    void put(PreseedArchive source, String name, ImageTarget target, ImageStore images) {
        Map<String, String> labels = new HashMap<>(
                owned ? RecordLabels.owned(source.path(), name, target) : Map.of());
        if (!images.create(name, target, labels)) {
            Optional<StoredImage> moving = images.get(name)
                    .filter(record -> !record.target().digest().equals(target.digest()));
            moving.filter(record -> !isOurs(source.namespace(), record)).ifPresent(record -> warn.accept("image "
                    + BoundedText.name(name) + " of namespace " + source.namespace() + " was " + record.target().digest()
                    + ", which no archive is known to have brought; " + source.path() + " replaces it by its own"));
            moving.filter(record -> source.namespace().equals(CriImages.NAMESPACE) && RecordLabels.isManagedByCri(record))
                    .ifPresent(record -> {
                        labels.put(RecordLabels.CRI, "");
                        mark(source, record.target(), images);
                    });
            images.put(name, target, labels);
        }
        brought.written(source.namespace(), name, target.digest());
    }

    private boolean isOurs(String namespace, StoredImage record) {
        return RecordLabels.owner(record).isPresent()
                || brought.contains(namespace, record.name(), record.target().digest());
    }

    private static void mark(PreseedArchive source, ImageTarget old, ImageStore images) {
        images.list().stream().filter(record -> RecordLabels.isImageId(record) && record.target().digest().equals(old.digest()))
                .forEach(record -> images.updateLabels(record,
                        RecordLabels.owned(source.path(), record.name(), record.target())));
    }
}
