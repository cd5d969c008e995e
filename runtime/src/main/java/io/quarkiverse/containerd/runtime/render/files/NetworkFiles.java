package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files that make up the pods' network in the configured way.
 *
 * @param written those that are rendered: the network configuration, or the template
 * @param generated what containerd makes of a template, if there is one
 */
public record NetworkFiles(List<Path> written, Optional<Generated> generated) {

    /** No files: others configure the network, or there are no pods. */
    public static final NetworkFiles NONE = new NetworkFiles(List.of(), Optional.empty());

    public NetworkFiles {
        written = List.copyOf(written);
    }

    /**
     * A network configuration that containerd writes once the kubelet has told it the address ranges.
     *
     * @param file the configuration
     * @param template what it is made from
     */
    public record Generated(Path file, Path template) {
    }
}
