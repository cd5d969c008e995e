package io.quarkiverse.containerd.runtime.preseed.settings;

import java.util.List;

/**
 * The settings of what is done with images once they are loaded.
 *
 * @param unpack the archives whose images are unpacked, as globs over paths relative to the preseed directory
 * @param pin the archives whose images are pinned against the kubelet's garbage collection, as globs of the same kind
 * @param prune whether images are removed once the archive that brought them has gone
 * @param snapshotter the snapshotter to unpack into, unless a namespace other than that of the Container Runtime Interface
 *        names its own
 */
public record ImageSettings(List<String> unpack, List<String> pin, boolean prune, String snapshotter) {

    public ImageSettings {
        unpack = List.copyOf(unpack);
        pin = List.copyOf(pin);
    }

    /** Returns settings by which nothing is done. */
    public static ImageSettings none() {
        return new ImageSettings(List.of(), List.of(), false, "overlayfs");
    }
}
