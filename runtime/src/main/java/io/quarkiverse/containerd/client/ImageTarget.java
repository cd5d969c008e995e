package io.quarkiverse.containerd.client;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.Digest;

/**
 * What an image record points to, as containerd holds it: without a platform, and with a digest of any algorithm.
 *
 * @param mediaType media type of a manifest or an index
 * @param digest digest
 * @param size bytes
 * @param annotations annotations of the index entry it came from
 */
public record ImageTarget(String mediaType, String digest, long size, Map<String, String> annotations) {

    public ImageTarget {
        annotations = Map.copyOf(annotations);
    }

    /** The target that a descriptor makes. */
    public static ImageTarget of(Descriptor descriptor) {
        return new ImageTarget(descriptor.mediaType(), descriptor.digest().value(), descriptor.size(),
                descriptor.annotations());
    }

    /**
     * The descriptor, without a platform.
     *
     * @throws IllegalArgumentException if the digest is not a sha256 digest, so that containerd cannot have the content
     */
    public Descriptor descriptor() {
        return new Descriptor(mediaType, new Digest(digest), size, annotations, Optional.empty());
    }
}
