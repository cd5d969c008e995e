package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** Programs that are installed from images. */
@ConfigGroup
public interface OptConfig {

    /**
     * The directory whose {@code bin} and {@code lib} containerd makes at its start and looks for programs and libraries
     * in.
     */
    @ConfigDocDefault("/opt/containerd")
    Optional<Path> path();
}
