package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** Programs that are installed from images. */
@ConfigGroup
public interface OptConfig {

    /**
     * The directory whose {@code bin} and {@code lib} containerd creates at its start and searches for programs and
     * libraries.
     */
    @ConfigDocDefault("/opt/containerd")
    Optional<Path> path();
}
