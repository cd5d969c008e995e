package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.CniConfig;

/**
 * The CNI plugins that pods get their network by.
 *
 * @param names the programs that the rendered network configuration and containerd's loopback network need, all in one
 *        directory; empty where the configuration is not rendered, and so not known
 * @param directories where they may be, the preferred one first
 */
public record CniPlugins(List<String> names, List<Path> directories) {

    /** The directory into which the plugins' releases, and network agents that bring theirs, are installed. */
    static final Path USUAL = Path.of("/opt/cni/bin");
    private static final String LOOPBACK = "loopback";

    public CniPlugins {
        names = List.copyOf(names);
        directories = List.copyOf(directories);
    }

    /**
     * Returns the plugins that the configuration needs; without a configured directory, in that of the releases or those of
     * distributions.
     */
    public static CniPlugins of(CniConfig cni) {
        Optional<List<Path>> configured = cni.binDir().map(List::of);
        if (!cni.enabled() || cni.ownTemplate().isPresent()) {
            return new CniPlugins(List.of(), configured.orElse(List.of(USUAL)));
        }
        return new CniPlugins(List.of(cni.plugin(), CniNetwork.HOST_LOCAL, LOOPBACK),
                configured.orElse(List.of(USUAL, Path.of("/usr/lib/cni"), Path.of("/usr/libexec/cni"))));
    }
}
