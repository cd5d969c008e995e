package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.quarkiverse.containerd.runtime.config.CniConfig;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;

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

    /** Returns the lines of the rendered files by path: of the template, or of the configuration itself. */
    public Map<Path, List<RenderedLine>> rendered() {
        if (!cni.enabled() || cni.ownTemplate().isPresent()) {
            return Map.of();
        }
        return cni.subnets()
                .map(subnets -> Map.of(cni.confDir().resolve(STATIC), lines(network -> network.configuration(subnets))))
                .orElseGet(() -> Map.of(cni.templateFile(), lines(CniNetwork::template)));
    }

    private List<RenderedLine> lines(Function<CniNetwork, String> form) {
        return CniLines.of(form.apply(new CniNetwork(cni)), form.apply(CniNetwork.withoutSecrets(cni)));
    }

    /** Returns the files by who writes them. */
    public NetworkFiles files() {
        return new NetworkFiles(List.copyOf(rendered().keySet()), template()
                .map(template -> new NetworkFiles.Generated(cni.confDir().resolve(FROM_TEMPLATE), template)));
    }
}
