package io.quarkiverse.containerd.runtime.archive.layout;

/**
 * A layer of a docker archive.
 *
 * @param blob the layer's bytes; {@link ArchiveBlob#predicted()} if the digest is the configuration's diff_id
 * @param mediaType media type, by the first bytes
 */
public record DockerLayer(ArchiveBlob blob, String mediaType) {
}
