package io.quarkiverse.containerd.runtime.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;

/** Reads indexes and manifests: OCI image index and image manifest, docker manifest list and docker manifest version 2. */
public final class Manifests {

    private Manifests() {
    }

    /** Whether a blob of this type is a document that refers to other blobs. */
    public static boolean hasChildren(String mediaType) {
        return MediaTypes.isIndex(mediaType) || MediaTypes.isManifest(mediaType);
    }

    /**
     * Returns the descriptors in a document, in order: the manifests of an index; the configuration and then the layers
     * of a manifest.
     *
     * @param documents parser
     * @param parent the descriptor of the document; its media type is one that {@link #hasChildren}
     * @throws ImageException if the document does not match its media type
     */
    public static List<Descriptor> children(JsonDocuments documents, Descriptor parent, byte[] document) throws ImageException {
        boolean index = MediaTypes.isIndex(parent.mediaType());
        JsonDocument json = documents.stored((index ? "index " : "manifest ") + parent.digest(), document,
                index ? DocumentSchema.INDEX : DocumentSchema.MANIFEST);
        if (json.has("fsLayers")) {
            throw new ImageException(json.what() + ": manifests of schema version 1 are not supported");
        }
        return index ? indexChildren(json) : manifestChildren(json);
    }

    /**
     * Returns the entries of an {@code index.json}, in order. Its media type is not checked, as containerd does not check
     * it either, and entries are left out that name no image and cannot name a blob, such as {@code null}.
     *
     * @throws ImageException if this is not an index
     */
    public static List<Descriptor> layoutIndex(JsonDocuments documents, byte[] document) throws ImageException {
        List<Descriptor> entries = new ArrayList<>();
        for (JsonDocument entry : documents.object("index.json", document).childrenOrNull("manifests")) {
            if (Digest.isValid(entry.text("digest")) || ImageNames.isNamed(entry.textMap("annotations"))) {
                entries.add(descriptor(entry));
            }
        }
        return List.copyOf(entries);
    }

    private static List<Descriptor> indexChildren(JsonDocument json) throws ImageException {
        if (json.has("config") || json.has("layers") || MediaTypes.isManifest(json.text("mediaType"))) {
            throw new ImageException(json.what() + ": expected an index but found a manifest");
        }
        return descriptors(json, "manifests");
    }

    private static List<Descriptor> manifestChildren(JsonDocument json) throws ImageException {
        if (json.has("manifests") || MediaTypes.isIndex(json.text("mediaType"))) {
            throw new ImageException(json.what() + ": expected a manifest but found an index");
        }
        List<Descriptor> children = new ArrayList<>();
        children.add(descriptor(json.child("config")));
        children.addAll(descriptors(json, "layers"));
        return children;
    }

    private static List<Descriptor> descriptors(JsonDocument json, String key) throws ImageException {
        List<Descriptor> descriptors = new ArrayList<>();
        for (JsonDocument element : json.children(key)) {
            descriptors.add(descriptor(element));
        }
        return List.copyOf(descriptors);
    }

    private static Descriptor descriptor(JsonDocument json) throws ImageException {
        long size = json.integer("size");
        if (size < 0) {
            throw new ImageException(json.what() + ": the size is negative");
        }
        Map<String, String> annotations = json.textMap("annotations");
        return new Descriptor(json.text("mediaType"), digest(json), size, annotations, platform(json));
    }

    private static Digest digest(JsonDocument json) throws ImageException {
        try {
            return new Digest(json.text("digest"));
        } catch (IllegalArgumentException e) {
            throw new ImageException(json.what() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Platform> platform(JsonDocument json) throws ImageException {
        JsonDocument platform = json.child("platform");
        if (!json.hasKey("platform")) {
            return Optional.empty();
        }
        return Optional.of(Platform.of(platform));
    }
}
