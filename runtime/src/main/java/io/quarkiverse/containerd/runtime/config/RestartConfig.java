package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The monitor that restarts containers outside of Kubernetes. */
@ConfigGroup
public interface RestartConfig {

    /**
     * The interval at which the monitor looks for containers to restart.
     */
    @ConfigDocDefault("10s")
    Optional<Duration> interval();
}
