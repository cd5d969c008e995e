package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.List;

import io.quarkiverse.containerd.runtime.oci.Platform;

/**
 * An image of a docker archive.
 *
 * @param config the image configuration
 * @param platform what the configuration says, as it says it
 * @param layers lowest first
 * @param repoTags names as the archive has them, not normalised; empty for an image without a name
 */
public record DockerImage(ArchiveBlob config, Platform platform, List<DockerLayer> layers, List<String> repoTags) {
}
