package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** Probes of the running containerd. */
@ConfigGroup
public interface HealthConfig {

    /**
     * The interval at which containerd's health service and CRI status are queried.
     */
    @WithDefault("10s")
    Duration interval();

    /**
     * The time that containerd may take to answer a probe.
     */
    @WithDefault("5s")
    Duration timeout();
}
