package io.quarkiverse.containerd.runtime.config;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's metrics. */
@ConfigGroup
public interface MetricsConfig {

    /**
     * The address and port that metrics are served on, such as {@code 127.0.0.1:1338}.
     */
    @ConfigDocDefault("none")
    Optional<String> address();

    /**
     * Whether the duration of gRPC calls is measured.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> grpcHistogram();

    /**
     * Whether containers' cgroups are left out of the metrics.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noPrometheus();
}
