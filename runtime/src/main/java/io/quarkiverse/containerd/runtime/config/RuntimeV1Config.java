package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The first runtime plugin. */
@ConfigGroup
public interface RuntimeV1Config {

    /**
     * The shim's executable.
     */
    @ConfigDocDefault("containerd-shim")
    Optional<String> shim();

    /**
     * The OCI runtime's executable.
     */
    @ConfigDocDefault("runc")
    Optional<String> runtime();

    /**
     * The directory of the OCI runtime's state.
     */
    Optional<Path> runtimeRoot();

    /**
     * Whether containers run without a shim, so that they end with containerd.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noShim();

    /**
     * Whether the shims write a debug log.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> shimDebug();
}
