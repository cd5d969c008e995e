package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the image that a platform runs under a name: the best manifest of an index, as containerd's client
 * chooses it.
 */
public final class ImageResolver {

    private static final int MAX_DEPTH = 32;

    private final PlatformVector platforms;
    private final JsonDocuments json;

    /**
     * @param platform the platform that will run the images
     * @param json parses the images' documents
     */
    public ImageResolver(Platform platform, JsonDocuments json) {
        this.platforms = PlatformVector.of(platform);
        this.json = json;
    }

    /**
     * Resolves an image.
     *
     * @param target the descriptor of an index or a manifest; anything else is not an image
     * @return empty if the target leads to no image for the platform, or if a document is missing
     * @throws ImageException if a document is invalid
     * @throws IOException if the documents cannot be read
     */
    public Optional<PlatformImage> resolve(Descriptor target, Documents documents) throws ImageException, IOException {
        return resolve(target, documents, 0);
    }

    private Optional<PlatformImage> resolve(Descriptor target, Documents documents, int depth)
            throws ImageException, IOException {
        if (!Manifests.hasChildren(target.mediaType()) || depth > MAX_DEPTH) {
            return Optional.empty();
        }
        Optional<byte[]> document = documents.read(target);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        List<Descriptor> children = Manifests.children(json, target, document.get());
        if (MediaTypes.isManifest(target.mediaType())) {
            return manifest(target, children, documents);
        }
        for (Descriptor entry : bestFirst(children)) {
            Optional<PlatformImage> image = resolve(entry, documents, depth + 1);
            if (image.isPresent()) {
                return image;
            }
        }
        return Optional.empty();
    }

    /**
     * Sorts the entries that the platform runs, best first. An entry without a platform comes last: only its
     * configuration tells its platform.
     */
    private List<Descriptor> bestFirst(List<Descriptor> entries) {
        List<Descriptor> candidates = new ArrayList<>(entries);
        candidates.removeIf(entry -> !entry.platform().map(platforms::contains).orElse(true));
        candidates.sort(Comparator.comparingInt(
                entry -> entry.platform().map(platforms::rank).orElse(Integer.MAX_VALUE)));
        return candidates;
    }

    private Optional<PlatformImage> manifest(Descriptor manifest, List<Descriptor> children, Documents documents)
            throws ImageException, IOException {
        Descriptor config = children.get(0);
        List<Descriptor> layers = children.subList(1, children.size());
        if (!MediaTypes.isConfig(config.mediaType())) {
            return Optional.of(new PlatformImage(config, List.of()));
        }
        Optional<byte[]> document = documents.read(config);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        ImageConfig image = ImageConfig.of(json.object("configuration " + config.digest(), document.get()));
        if (manifest.platform().isEmpty() && !platforms.contains(image.platform())) {
            return Optional.empty();
        }
        return Optional.of(PlatformImage.of(config, layers, image));
    }

    /** Reads indexes, manifests and configurations. */
    @FunctionalInterface
    public interface Documents {

        /** Returns the bytes of a document; empty if it is missing. */
        Optional<byte[]> read(Descriptor descriptor) throws IOException;
    }
}
