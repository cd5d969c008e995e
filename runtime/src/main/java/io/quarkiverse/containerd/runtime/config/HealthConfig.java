package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** Probes of the running containerd. */
@ConfigGroup
public interface HealthConfig {

    /**
     * How often containerd's health service and CRI status are asked.
     */
    @WithDefault("10s")
    Duration interval();

    /**
     * How long containerd may take to answer a probe.
     */
    @WithDefault("5s")
    Duration timeout();
}
