package io.quarkiverse.containerd.preseed;

import java.util.List;

import io.quarkiverse.containerd.runtime.oci.ImageRecord;

/**
 * An image that an archive brings.
 *
 * @param name name of its record
 * @param digest digest of what the record points to, for example {@code sha256:…}
 * @param platforms the platforms it would be there for, as {@code os/architecture[/variant]}
 */
public record ImagePlan(String name, String digest, List<String> platforms) {

    public static ImagePlan of(ImageRecord record, List<String> platforms) {
        return new ImagePlan(record.name(), record.target().digest().value(), platforms);
    }
}
