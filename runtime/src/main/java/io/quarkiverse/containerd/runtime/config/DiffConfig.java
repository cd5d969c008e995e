package io.quarkiverse.containerd.runtime.config;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The unpacking and making of layers. */
@ConfigGroup
public interface DiffConfig {

    /**
     * The differs that are tried, in order.
     */
    @ConfigDocDefault("walking")
    Optional<List<String>> defaultOrder();

    /**
     * Whether the file system is synchronized after a layer has been unpacked.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> syncFs();
}
