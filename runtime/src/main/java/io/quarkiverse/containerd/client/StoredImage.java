package io.quarkiverse.containerd.client;

import java.time.Instant;
import java.util.Map;

/**
 * An image record of a namespace.
 *
 * @param name its name, usually a reference
 * @param target the index or manifest it points to
 * @param labels its labels, such as those that CRI sets
 * @param createdAt the time it was created
 * @param updatedAt the time it last changed
 */
public record StoredImage(String name, ImageTarget target, Map<String, String> labels, Instant createdAt,
        Instant updatedAt) {

    /** Copies the labels. */
    public StoredImage {
        labels = Map.copyOf(labels);
    }
}
