package io.quarkiverse.containerd.preseed;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.oci.Digest;
import io.quarkiverse.containerd.oci.ImageException;
import io.quarkiverse.containerd.oci.ImageResolver;
import io.quarkiverse.containerd.oci.PlatformImage;

/** Removes the images that the preseed brought, once their archive has gone. */
final class ImagePruner {

    private final ImageResolver resolver;
    private final int documentBytes;

    /**
     * @param resolver tells the image id of an image
     * @param documentBytes the longest manifest or configuration that is read
     */
    ImagePruner(ImageResolver resolver, int documentBytes) {
        this.resolver = resolver;
        this.documentBytes = documentBytes;
    }

    /**
     * Marks what the Container Runtime Interface has made of the preseed's images: after such an image has moved to other
     * content, nothing would tell that the old one was the preseed's.
     */
    void mark(NamespaceClient namespace) {
        execute(PrunePlan.marks(namespace.images().list()), namespace.images());
    }

    /**
     * Removes what no archive brings any more.
     *
     * @param brought what the archives of the namespace bring: the path of the archive by name of the record; all of them must
     *        be known
     */
    PrunePlan prune(NamespaceClient namespace, Map<String, String> brought) {
        List<StoredImage> records = namespace.images().list();
        boolean claimed = records.stream().anyMatch(record -> RecordLabels.claimant(record).isPresent());
        PrunePlan plan = PrunePlan.of(records, brought, claimed ? namespace.imagesInUse() : Set.of(),
                new ImageIds(namespace)::of);
        execute(plan, namespace.images());
        return plan;
    }

    private static void execute(PrunePlan plan, ImageStore images) {
        plan.labels().forEach(images::updateLabels);
        plan.removed().forEach(record -> images.delete(record.name(), record.target()));
    }

    /** Image ids, each looked for once. */
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
                return resolver.resolve(target.descriptor(), content::document).map(PlatformImage::config)
                        .map(config -> config.digest().value());
            } catch (ImageException | IOException e) {
                // what cannot be read is no image of the Container Runtime Interface either
                return Optional.empty();
            }
        }
    }
}
