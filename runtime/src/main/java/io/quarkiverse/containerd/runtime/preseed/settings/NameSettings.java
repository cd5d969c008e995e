package io.quarkiverse.containerd.runtime.preseed.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of whose the names of images are.
 *
 * @param sandbox the name of the sandbox image's record in the namespace of the Container Runtime Interface; empty if it is
 *        left to containerd
 * @param sandboxRequired whether the daemon counts as started only once containerd has that image, if archives for pods are
 *        required
 * @param allowed the names that archives may bring, as patterns in which {@code *} stands for any characters, by namespace; a
 *        namespace without patterns may get any names
 */
public record NameSettings(Optional<String> sandbox, boolean sandboxRequired, Map<String, List<String>> allowed) {

    public NameSettings {
        allowed = Map.copyOf(allowed);
    }

    /** Settings by which archives may bring any names. */
    public NameSettings(Optional<String> sandbox, boolean sandboxRequired) {
        this(sandbox, sandboxRequired, Map.of());
    }

    /** Returns settings without a sandbox image, by which archives may bring any names. */
    public static NameSettings none() {
        return new NameSettings(Optional.empty(), true);
    }
}
