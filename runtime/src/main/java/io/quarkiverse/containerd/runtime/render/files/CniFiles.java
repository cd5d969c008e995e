package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.CniConfig;

/** Which files the pods' network is configured by. */
public final class CniFiles {

    /** What containerd writes from a template, see its {@code update_runtime_config.go}. */
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

    /** What is rendered: the template, or the configuration itself. */
    public Map<Path, String> rendered() {
        if (!cni.enabled() || cni.ownTemplate().isPresent()) {
            return Map.of();
        }
        CniNetwork network = new CniNetwork(cni);
        return cni.subnets()
                .map(subnets -> Map.of(cni.confDir().resolve(STATIC), network.configuration(subnets)))
                .orElseGet(() -> Map.of(cni.templateFile(), network.template()));
    }

    /**
     * What is in the configuration directory by this extension's doing and must not be found at the next start: containerd
     * keeps a network that is ready, with address ranges that may not be the pods' any more.
     */
    public List<Path> outdated() {
        if (!cni.enabled() || cni.ownTemplate().isPresent()) {
            return List.of();
        }
        Path fromTemplate = cni.confDir().resolve(FROM_TEMPLATE);
        return cni.subnets().isPresent() ? List.of(fromTemplate) : List.of(fromTemplate, cni.confDir().resolve(STATIC));
    }
}
