package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.List;

import io.quarkiverse.containerd.runtime.oci.Platform;

/**
 * An archive as {@code docker save} wrote it before it learned the OCI image layout.
 *
 * @param images in the order of {@code manifest.json}
 */
public record DockerArchive(List<Image> images) implements ArchiveIndex {

    /**
     * An image of a docker archive.
     *
     * @param config the image configuration
     * @param platform what the configuration says, as it says it
     * @param layers lowest first
     * @param repoTags names as the archive has them, not normalised; empty for an image without a name
     */
    public record Image(ArchiveBlob config, Platform platform, List<Layer> layers, List<String> repoTags) {
    }

    /**
     * A layer of a docker archive.
     *
     * @param blob the layer's bytes; {@link ArchiveBlob#unverified()} if the digest is the configuration's diff_id
     * @param mediaType media type, by the first bytes
     */
    public record Layer(ArchiveBlob blob, String mediaType) {
    }
}
