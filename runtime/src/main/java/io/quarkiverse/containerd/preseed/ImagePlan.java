package io.quarkiverse.containerd.preseed;

import java.util.List;

/**
 * An image that an archive brings.
 *
 * @param name name of its record
 * @param digest digest of what the record points to, for example {@code sha256:…}
 * @param platforms the platforms it would be there for, as {@code os/architecture[/variant]}
 */
public record ImagePlan(String name, String digest, List<String> platforms) {
}
