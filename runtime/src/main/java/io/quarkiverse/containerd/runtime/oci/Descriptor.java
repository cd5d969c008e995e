package io.quarkiverse.containerd.runtime.oci;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;

/**
 * An OCI content descriptor.
 *
 * @param mediaType media type
 * @param digest digest
 * @param size bytes
 * @param annotations annotations, in order; empty if none
 * @param platform the platform of an index entry
 */
public record Descriptor(String mediaType, Digest digest, long size, Map<String, String> annotations,
        Optional<Platform> platform) {

    /**
     * Returns a stored descriptor, which has no platform.
     *
     * @throws IllegalArgumentException if the digest is not a sha256 digest, so that containerd cannot have the content
     */
    public static Descriptor of(ImageTarget target) {
        return new Descriptor(target.mediaType(), new Digest(target.digest()), target.size(), target.annotations(),
                Optional.empty());
    }

    /** Returns the descriptor as containerd stores it, without the platform. */
    public ImageTarget toTarget() {
        return new ImageTarget(mediaType, digest.value(), size, annotations);
    }
}
