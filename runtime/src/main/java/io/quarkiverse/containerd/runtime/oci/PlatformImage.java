package io.quarkiverse.containerd.runtime.oci;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;

/**
 * The image of one platform.
 *
 * @param config the configuration; its digest is the image ID in the Container Runtime Interface
 * @param layers the layers of the root file system, lowest first; empty for an artifact
 */
public record PlatformImage(Descriptor config, List<ImageLayer> layers) {

    /**
     * Combines the layers of a manifest with the diff_ids of its configuration.
     *
     * @param blobs the layers of the manifest; those that do not belong to a root file system are left out
     * @throws ImageException if their numbers differ
     */
    static PlatformImage of(Descriptor config, List<Descriptor> blobs, ImageConfig image) throws ImageException {
        List<Descriptor> stored = blobs.stream().filter(blob -> MediaTypes.isLayer(blob.mediaType())).toList();
        image.requireLayers(config, stored);
        List<ImageLayer> layers = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            Digest diffId = image.diffIds().get(i);
            layers.add(new ImageLayer(stored.get(i), diffId,
                    i == 0 ? diffId : chain(layers.get(i - 1).chainId(), diffId)));
        }
        return new PlatformImage(config, List.copyOf(layers));
    }

    /** Computes a chain ID by the rule of the OCI image specification. */
    private static Digest chain(Digest lower, Digest diffId) {
        return Digest.of((lower + " " + diffId).getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the chain ID of the whole root file system; empty without layers. */
    public Optional<Digest> chainId() {
        return layers.isEmpty() ? Optional.empty() : Optional.of(layers.get(layers.size() - 1).chainId());
    }
}
