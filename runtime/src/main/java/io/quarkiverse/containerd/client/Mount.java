package io.quarkiverse.containerd.client;

import java.util.List;

/**
 * A mount as a snapshotter describes it.
 *
 * @param type the type of the file system
 * @param source a device, directory or name
 * @param target a directory below the mount point; empty for the mount point itself
 * @param options mount options
 */
public record Mount(String type, String source, String target, List<String> options) {

    /** Copies the options. */
    public Mount {
        options = List.copyOf(options);
    }
}
