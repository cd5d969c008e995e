package io.quarkiverse.containerd.client;

import java.util.List;

/**
 * A file system to be mounted, as a snapshotter describes it.
 *
 * @param type type of the file system
 * @param source device, directory or name
 * @param target directory below the mount point; empty for the mount point itself
 * @param options mount options
 */
public record Mount(String type, String source, String target, List<String> options) {

    public Mount {
        options = List.copyOf(options);
    }
}
