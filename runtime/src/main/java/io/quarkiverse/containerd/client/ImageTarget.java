package io.quarkiverse.containerd.client;

import java.util.Map;

/**
 * A descriptor as containerd stores it in an image record: without a platform, and with a digest of any algorithm.
 *
 * @param mediaType the media type, for an image record that of a manifest or an index
 * @param digest the digest
 * @param size the size in bytes
 * @param annotations the annotations of the descriptor
 */
public record ImageTarget(String mediaType, String digest, long size, Map<String, String> annotations) {

    /** Copies the annotations. */
    public ImageTarget {
        annotations = Map.copyOf(annotations);
    }
}
