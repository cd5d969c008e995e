package io.quarkiverse.containerd.runtime.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithConverter;

/** A registry, with its mirrors. */
@ConfigGroup
public interface RegistryConfig extends RegistryHostConfig {

    /**
     * The URL of the registry itself, which is asked when no mirror has the image.
     */
    @ConfigDocDefault("https:// and the registry's name; https://registry-1.docker.io for docker.io")
    Optional<@WithConverter(UrlConverter.class) URI> server();

    /**
     * The mirrors, which are asked first, in this order.
     */
    List<Mirror> mirrors();

    /** A mirror of a registry. */
    @ConfigGroup
    interface Mirror extends RegistryHostConfig {

        /**
         * The URL of the mirror, such as {@code https://mirror.example:5000}.
         */
        @WithConverter(UrlConverter.class)
        URI url();
    }
}
