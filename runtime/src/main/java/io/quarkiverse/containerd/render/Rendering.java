package io.quarkiverse.containerd.render;

import java.util.List;
import java.util.Map;

/**
 * The result of rendering.
 *
 * @param files in the order in which they are to be written, each before the files that name it
 * @param registries what containerd is to know about registries
 * @param tree containerd's configuration, with the source of each value
 * @param environment the environment variables that containerd takes settings from
 * @param adaptations what differs from the configured values because this host cannot do them, one sentence each
 * @param warnings which keys this containerd cannot express and can do without, one sentence each
 * @param criEnabled whether containerd will offer the CRI service
 */
public record Rendering(List<RenderedFile> files, RegistryDirectory registries, ConfigTree tree,
        Map<String, String> environment, List<String> adaptations, List<String> warnings, boolean criEnabled) {

    public Rendering {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        adaptations = List.copyOf(adaptations);
        warnings = List.copyOf(warnings);
    }
}
