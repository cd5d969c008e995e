package io.quarkiverse.containerd.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithName;

/** The registries that images are pulled from. */
@ConfigGroup
public interface RegistriesConfig {

    /**
     * The registries that images are pulled from, by their names in image references, such as {@code docker.io} or
     * {@code registry.example:5000}; {@code _default} stands for all others.
     */
    @ConfigDocMapKey("registry")
    @WithName("registries")
    Map<String, RegistryConfig> byName();

    /**
     * The directory of the registries' {@code hosts.toml} files.
     */
    @ConfigDocDefault("registries in the run directory while a registry is configured, containerd's own otherwise")
    @WithName("registry-directory")
    Optional<Path> directory();

    /**
     * The URL of a mirror that gives the images of other nodes to this one, such as Spegel on this node. It is asked for the
     * images of every registry, before all other mirrors; and preseeded content is labelled with its repositories, as content
     * that was pulled is, so that such a mirror offers it to other nodes.
     */
    @WithName("peer-mirror")
    Optional<@WithConverter(UrlConverter.class) URI> peerMirror();
}
