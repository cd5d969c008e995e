package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.List;

import io.quarkiverse.containerd.runtime.oci.Platform;

/**
 * An archive in the format that {@code docker save} wrote before it adopted the OCI image layout.
 *
 * @param images images in the order of {@code manifest.json}
 */
public record DockerArchive(List<Image> images) implements ArchiveIndex {

    /**
     * An image of a docker archive.
     *
     * @param config the image configuration
     * @param platform the platform in the configuration, not normalized
     * @param layers layers, lowest first
     * @param repoTags names as they are in the archive, not normalized; empty for an image without a name
     */
    public record Image(ArchiveBlob config, Platform platform, List<Layer> layers, List<String> repoTags) {
    }

    /**
     * A layer of a docker archive.
     *
     * @param blob the blob; {@link ArchiveBlob#unverified()} if the digest is the diff_id of the configuration
     * @param mediaType media type, detected by the first bytes
     */
    public record Layer(ArchiveBlob blob, String mediaType) {
    }
}
