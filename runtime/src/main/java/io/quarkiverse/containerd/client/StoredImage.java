package io.quarkiverse.containerd.client;

import java.time.Instant;
import java.util.Map;

/**
 * An image record of a namespace.
 *
 * @param name name
 * @param target what it points to
 * @param labels labels, such as those of the Container Runtime Interface
 * @param createdAt when it was made
 * @param updatedAt when it last changed
 */
public record StoredImage(String name, ImageTarget target, Map<String, String> labels, Instant createdAt,
        Instant updatedAt) {
}
