package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.List;

/**
 * An archive as {@code docker save} wrote it before it learned the OCI image layout.
 *
 * @param images in the order of {@code manifest.json}
 */
public record DockerArchive(List<DockerImage> images) implements ArchiveIndex {
}
