package io.quarkiverse.containerd.runtime.preseed.settings;

import java.util.Optional;

/**
 * The settings of whose the names of images are.
 *
 * @param sandbox the name of the sandbox image's record in the namespace of the Container Runtime Interface; empty if it is
 *        left
 *        to containerd
 * @param sandboxRequired whether the daemon counts as started only once containerd has that image, if archives for pods are
 *        required
 */
public record NameSettings(Optional<String> sandbox, boolean sandboxRequired) {

    /** Returns settings without a sandbox image. */
    public static NameSettings none() {
        return new NameSettings(Optional.empty(), true);
    }
}
