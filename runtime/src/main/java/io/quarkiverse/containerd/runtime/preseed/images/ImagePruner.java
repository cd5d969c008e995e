package io.quarkiverse.containerd.runtime.preseed.images;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.PlatformImage;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceContent;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;

/** Removes images that the preseed loaded from archives that have gone. */
final class ImagePruner {

    private final ImageResolver resolver;
    private final int documentBytes;

    /**
     * @param resolver finds the image id of an image
     * @param documentBytes the size of the longest manifest or configuration that is read
     */
    ImagePruner(ImageResolver resolver, int documentBytes) {
        this.resolver = resolver;
        this.documentBytes = documentBytes;
    }

    /**
     * Removes images that no archive brings any more.
     *
     * @param brought the path of the archive by the name of each record that the namespace's archives bring; all of them must
     *        be known
     */
    PruneDecision prune(NamespaceClient namespace, Map<String, String> brought) {
        return execute(namespace,
                (records, inUse) -> PruneDecision.of(records, brought, inUse, new ImageIds(namespace)::of));
    }

    /** Removes the records of image ids that are marked, and that neither an image nor a container needs any more. */
    PruneDecision pruneImageIds(NamespaceClient namespace) {
        return execute(namespace,
                (records, inUse) -> PruneDecision.ofImageIds(records, inUse, new ImageIds(namespace)::of));
    }

    private static PruneDecision execute(NamespaceClient namespace,
            BiFunction<List<StoredImage>, Set<String>, PruneDecision> planner) {
        List<StoredImage> records = namespace.images().list();
        boolean claimed = records.stream().anyMatch(record -> RecordLabels.claimant(record).isPresent());
        PruneDecision plan = planner.apply(records, claimed ? namespace.imagesInUse() : Set.of());
        ImageStore images = namespace.images();
        plan.labels().forEach(images::updateLabels);
        plan.removed().forEach(record -> images.delete(record.name(), record.target()));
        return plan;
    }

    /** The image ids of targets, each resolved once. */
    private final class ImageIds {

        private final NamespaceContent content;
        private final Map<String, Optional<String>> known = new HashMap<>();

        ImageIds(NamespaceClient namespace) {
            this.content = new NamespaceContent(namespace.content(), documentBytes);
        }

        Optional<String> of(ImageTarget target) {
            return known.computeIfAbsent(target.digest(),
                    digest -> Digest.isValid(digest) ? resolve(target) : Optional.empty());
        }

        private Optional<String> resolve(ImageTarget target) {
            try {
                return resolver.resolve(Descriptor.of(target), content::document).map(PlatformImage::config)
                        .map(config -> config.digest().value());
            } catch (ImageException | IOException e) {
                // the Container Runtime Interface cannot read it either, and has no record of it
                return Optional.empty();
            }
        }
    }
}
