package io.quarkiverse.containerd.runtime.preseed.images;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

/**
 * The image records of a namespace that are to be removed, because the archive that brought them has gone or has been replaced.
 * <p>
 * The Container Runtime Interface makes a record {@code sha256:<image id>} beside that of an image. It has to be
 * removed as well, or the content would stay, but not while another name needs it. As it appears later than the image's record,
 * it is labelled as the preseed's when it is first seen.
 *
 * @param removed the records to delete
 * @param used the names of records that would be deleted if no container had been made from the image
 * @param labels labels to set; an empty value removes a label
 */
public record PruneDecision(List<StoredImage> removed, List<String> used, Map<StoredImage, Map<String, String>> labels) {

    /**
     * Decides which records of image ids are removed, because no name refers to the image any more.
     *
     * @param records all records of the namespace
     * @param inUse the names of the records that containers were made from
     * @param imageId returns the image id of a target; asked only if the answer matters
     */
    static PruneDecision ofImageIds(List<StoredImage> records, Set<String> inUse,
            Function<ImageTarget, Optional<String>> imageId) {
        Draft draft = new Draft(records, inUse, imageId);
        draft.ids.forEach(draft::id);
        return draft.plan();
    }

    /**
     * Decides which records are removed.
     *
     * @param records all records of the namespace
     * @param brought the path of the archive by the name of each record that the namespace's archives bring; all of them are
     *        known
     * @param inUse the names of the records that containers were made from
     * @param imageId returns the image id of a target; asked only if the answer matters
     */
    static PruneDecision of(List<StoredImage> records, Map<String, String> brought, Set<String> inUse,
            Function<ImageTarget, Optional<String>> imageId) {
        Draft draft = new Draft(records, inUse, imageId);
        draft.names.forEach(record -> draft.name(record, brought));
        draft.ids.forEach(draft::id);
        return draft.marked();
    }

    private static final class Draft {

        private final List<StoredImage> names;
        private final List<StoredImage> ids;
        private final Set<String> inUse;
        private final Function<ImageTarget, Optional<String>> imageId;
        /** The paths of the archives that the targets came from, by digest. */
        private final Map<String, String> owners = new TreeMap<>();
        private final List<StoredImage> removed = new ArrayList<>();
        private final List<String> used = new ArrayList<>();
        private final Map<StoredImage, Map<String, String>> labels = new LinkedHashMap<>();

        Draft(List<StoredImage> records, Set<String> inUse, Function<ImageTarget, Optional<String>> imageId) {
            Map<Boolean, List<StoredImage>> byKind = records.stream()
                    .collect(Collectors.partitioningBy(RecordLabels::isImageId));
            this.names = byKind.get(false);
            this.ids = byKind.get(true);
            this.inUse = inUse;
            this.imageId = imageId;
            records.forEach(record -> RecordLabels.owner(record)
                    .ifPresent(path -> owners.put(record.target().digest(), path)));
        }

        void name(StoredImage record, Map<String, String> brought) {
            Optional<String> claimant = RecordLabels.claimant(record);
            if (claimant.isEmpty()) {
                return;
            }
            String bringer = brought.get(record.name());
            if (bringer != null) {
                if (RecordLabels.owner(record).isPresent() && !claimant.get().equals(bringer)) {
                    labels.put(record, RecordLabels.owned(bringer, record.name(), record.target()));
                }
            } else if (RecordLabels.owner(record).isEmpty()) {
                labels.put(record, RecordLabels.disowned());
            } else if (isUsed(record)) {
                used.add(record.name());
            } else {
                removed.add(record);
            }
        }

        /** Whether a container was made from the image, which it may name by its id. */
        private boolean isUsed(StoredImage record) {
            return inUse.contains(record.name())
                    || ids.stream().anyMatch(id -> pointsTo(id, record.target()) && inUse.contains(id.name()));
        }

        void id(StoredImage id) {
            if (!owners.containsKey(id.target().digest()) || isHeldByPreseed(id)) {
                return;
            }
            if (isHeld(id) || isSharedByConfiguration(id)) {
                disown(id);
            } else if (inUse.contains(id.name())) {
                used.add(id.name());
            } else {
                removed.add(id);
            }
        }

        /** Whether another image has the same configuration, as an OCI and a docker image with the same layers have. */
        private boolean isSharedByConfiguration(StoredImage id) {
            return names.stream().filter(record -> !removed.contains(record) && !pointsTo(record, id.target()))
                    .anyMatch(record -> imageId.apply(record.target()).equals(Optional.of(id.name())));
        }

        private void disown(StoredImage id) {
            if (RecordLabels.claimant(id).isPresent()) {
                labels.put(id, RecordLabels.disowned());
            }
        }

        /** Labels the records of image ids that the preseed's images have now. */
        PruneDecision marked() {
            for (StoredImage id : ids) {
                if (isHeldByPreseed(id) && RecordLabels.owner(id).isEmpty()) {
                    labels.put(id, RecordLabels.owned(owners.get(id.target().digest()), id.name(), id.target()));
                }
            }
            return plan();
        }

        PruneDecision plan() {
            return new PruneDecision(List.copyOf(removed), List.copyOf(used), labels);
        }

        private boolean isHeldByPreseed(StoredImage id) {
            return holders(id).anyMatch(record -> RecordLabels.owner(record).isPresent());
        }

        private boolean isHeld(StoredImage id) {
            return holders(id).findAny().isPresent();
        }

        private Stream<StoredImage> holders(StoredImage id) {
            return names.stream().filter(record -> pointsTo(record, id.target()) && !removed.contains(record));
        }

        private static boolean pointsTo(StoredImage record, ImageTarget target) {
            return record.target().digest().equals(target.digest());
        }
    }
}
