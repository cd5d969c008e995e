package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.CniConfig;

/** The files that configure the pods' network. */
public final class CniFiles {

    /** The file that containerd writes from a template, see its {@code update_runtime_config.go}. */
    private static final String FROM_TEMPLATE = "10-containerd-net.conflist";
    private static final String STATIC = "10-quarkus-containerd.conflist";

    private final CniConfig cni;

    public CniFiles(CniConfig cni) {
        this.cni = cni;
    }

    /** The template that containerd makes the configuration from. */
    public Optional<Path> template() {
        if (!cni.enabled() || cni.subnets().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(cni.ownTemplate().orElse(cni.templateFile()));
    }

    /** Returns the rendered files by path: the template, or the configuration itself. */
    public Map<Path, String> rendered() {
        if (!cni.enabled() || cni.ownTemplate().isPresent()) {
            return Map.of();
        }
        CniNetwork network = new CniNetwork(cni);
        return cni.subnets()
                .map(subnets -> Map.of(cni.confDir().resolve(STATIC), network.configuration(subnets)))
                .orElseGet(() -> Map.of(cni.templateFile(), network.template()));
    }

    /** Returns the files by who writes them. */
    public NetworkFiles files() {
        return new NetworkFiles(List.copyOf(rendered().keySet()), template()
                .map(template -> new NetworkFiles.Generated(cni.confDir().resolve(FROM_TEMPLATE), template)));
    }
}
