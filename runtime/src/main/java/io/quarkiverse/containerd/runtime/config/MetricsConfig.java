package io.quarkiverse.containerd.runtime.config;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's metrics. */
@ConfigGroup
public interface MetricsConfig {

    /**
     * The address and port on which metrics are served, such as {@code 127.0.0.1:1338}.
     */
    @ConfigDocDefault("none")
    Optional<String> address();

    /**
     * Whether the duration of gRPC calls is measured.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> grpcHistogram();

    /**
     * Whether the metrics leave out containers' cgroups.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noPrometheus();
}
