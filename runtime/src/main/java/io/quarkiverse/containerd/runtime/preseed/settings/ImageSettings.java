package io.quarkiverse.containerd.runtime.preseed.settings;

import java.util.List;

/**
 * What is done with images besides loading them.
 *
 * @param unpack whose images are unpacked: globs over paths of archives relative to the preseed directory
 * @param pin whose images are pinned against the kubelet's garbage collection: globs of the same kind
 * @param prune whether images are removed once the archive that brought them has gone
 * @param snapshotter where to unpack, unless a namespace other than that of the Container Runtime Interface names its own
 */
public record ImageSettings(List<String> unpack, List<String> pin, boolean prune, String snapshotter) {

    public ImageSettings {
        unpack = List.copyOf(unpack);
        pin = List.copyOf(pin);
    }

    /** Nothing is done. */
    public static ImageSettings none() {
        return new ImageSettings(List.of(), List.of(), false, "overlayfs");
    }
}
