package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** Dev and test mode, while the application runs. */
@ConfigGroup
public interface DevServicesConfig {

    /**
     * The time for which the start of an application in dev and test mode waits for the daemon to start. While required
     * archives are being loaded it counts from their latest progress; 0 does not wait. It has no effect in production.
     */
    @ConfigDocDefault("quarkus.devservices.timeout, or 60s")
    @WithDefault("${quarkus.devservices.timeout:60s}")
    Duration startTimeout();
}
