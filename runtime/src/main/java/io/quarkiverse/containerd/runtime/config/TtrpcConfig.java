package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's ttRPC service. */
@ConfigGroup
public interface TtrpcConfig {

    /**
     * The unix socket of the ttRPC service; its path must not be longer than 104 bytes.
     */
    @ConfigDocDefault("the gRPC socket's path with .ttrpc appended")
    Optional<Path> address();

    /**
     * The numeric user ID of the socket's owner.
     */
    @ConfigDocDefault("that of the gRPC socket")
    OptionalInt uid();

    /**
     * The numeric ID of the socket's group.
     */
    @ConfigDocDefault("that of the gRPC socket")
    OptionalInt gid();
}
