package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.BlobContent;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.JsonDocument;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.oci.Platform;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.store.NamespaceContent;

/** Finds the platforms of a plan's images in their configurations. */
final class ImagePlatforms {

    /** The architecture in attestations, which are for no platform. */
    private static final String NONE = "unknown";
    private static final int MOST = 100;

    private final Archive archive;
    private final NamespaceContent store;
    private final JsonDocuments json;
    private final Map<String, PlannedBlob> blobs = new HashMap<>();
    private final Map<String, Set<String>> found = new HashMap<>();

    ImagePlatforms(Archive archive, ArchivePlan plan, NamespaceClient namespace) {
        this.archive = archive;
        this.store = new NamespaceContent(namespace.content(), archive.limits().documentBytes());
        this.json = new JsonDocuments(archive.limits().jsonDepth());
        plan.blobs().forEach(blob -> blobs.put(blob.descriptor().digest().value(), blob));
    }

    /**
     * Returns the platforms of an image record's target, as {@code os/architecture[/variant]}; the first ones, if there are
     * very many.
     */
    List<String> of(Descriptor target) throws IOException {
        return List.copyOf(platforms(target.digest().value()));
    }

    /** Finds configurations by the labels for the garbage collection, which lead from parents to children. */
    private Set<String> platforms(String digest) throws IOException {
        Set<String> known = found.get(digest);
        if (known != null) {
            return known;
        }
        Set<String> platforms = new LinkedHashSet<>();
        PlannedBlob blob = blobs.get(digest);
        if (blob != null && MediaTypes.isConfig(blob.descriptor().mediaType())) {
            platform(blob).ifPresent(platforms::add);
        } else if (blob != null) {
            for (String child : blob.labels().values()) {
                platforms.addAll(platforms(child));
            }
        }
        Set<String> first = platforms.stream().limit(MOST).collect(Collectors.toCollection(LinkedHashSet::new));
        found.put(digest, first);
        return first;
    }

    private Optional<String> platform(PlannedBlob config) throws IOException {
        Optional<byte[]> bytes = config.content().isPresent() ? Optional.of(read(config.content().get()))
                : store.document(config.descriptor());
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonDocument image = json.object("configuration " + config.descriptor().digest(), bytes.get());
            Platform platform = new Platform(image.text("os"), image.text("architecture"), image.text("variant"), "");
            return platform.architecture().isEmpty() || platform.architecture().equals(NONE) ? Optional.empty()
                    : Optional.of(Platforms.format(platform));
        } catch (ImageException e) {
            // containerd accepts any bytes as a configuration
            return Optional.empty();
        }
    }

    private byte[] read(BlobContent content) throws ArchiveException {
        if (content.size() > archive.limits().documentBytes()) {
            return new byte[0];
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
        content.read(0, bytes);
        return bytes.array();
    }
}
