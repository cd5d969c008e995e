package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;

/** Lists what an image consists of, for each of its platforms. */
public final class ImageVariants {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_VARIANTS = 256;
    /** Attestations are entries of an index for a platform that nothing runs. */
    private static final String NO_SYSTEM = "unknown";

    private final JsonDocuments json;
    private final ImageResolver.Documents documents;

    /** @param documents reads indexes, manifests and configurations */
    public ImageVariants(JsonDocuments json, ImageResolver.Documents documents) {
        this.json = json;
        this.documents = documents;
    }

    /**
     * An image for one platform.
     *
     * @param platform the platform, as {@code os/architecture[/variant]}; empty if no document that is there tells it
     * @param blobs the sizes of its manifest, configuration and layers, in bytes; of the manifest alone if that is not there
     * @param known whether its manifest is there
     */
    public record Variant(Optional<String> platform, Map<Digest, Long> blobs, boolean known) {

        /** Returns the bytes of all its blobs. */
        public long bytes() {
            return blobs.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Returns the images that a target leads to, in the order of its index, at most 256.
     *
     * @throws ImageException if a document is malformed
     * @throws IOException if the documents cannot be read
     */
    public List<Variant> of(Descriptor target) throws ImageException, IOException {
        List<Variant> variants = new ArrayList<>();
        add(target, Optional.empty(), variants, 0);
        return variants;
    }

    private void add(Descriptor target, Optional<Platform> stated, List<Variant> variants, int depth)
            throws ImageException, IOException {
        if (!Manifests.hasChildren(target.mediaType()) || depth > MAX_DEPTH || variants.size() >= MAX_VARIANTS) {
            return;
        }
        Optional<Platform> platform = target.platform().or(() -> stated);
        if (platform.filter(none -> none.os().equals(NO_SYSTEM)).isPresent()) {
            return;
        }
        Optional<byte[]> document = documents.read(target);
        if (document.isEmpty()) {
            variants.add(new Variant(platform.map(Platforms::format), Map.of(target.digest(), target.size()), false));
            return;
        }
        List<Descriptor> children = Manifests.children(json, target, document.get());
        if (MediaTypes.isManifest(target.mediaType())) {
            variants.add(variant(target, children, platform));
            return;
        }
        for (Descriptor child : children) {
            add(child, platform, variants, depth + 1);
        }
    }

    private Variant variant(Descriptor manifest, List<Descriptor> children, Optional<Platform> stated)
            throws ImageException, IOException {
        Map<Digest, Long> blobs = new LinkedHashMap<>();
        Stream.concat(Stream.of(manifest), children.stream()).forEach(blob -> blobs.putIfAbsent(blob.digest(), blob.size()));
        Optional<Platform> platform = stated.isPresent() ? stated : configured(children.get(0));
        return new Variant(platform.map(Platforms::format), blobs, true);
    }

    private Optional<Platform> configured(Descriptor config) throws ImageException, IOException {
        if (!MediaTypes.isImageConfig(config.mediaType())) {
            return Optional.empty();
        }
        Optional<byte[]> document = documents.read(config);
        return document.isEmpty() ? Optional.empty()
                : Optional.of(ImageConfig.of(json.object("configuration " + config.digest(), document.get())).platform());
    }
}
