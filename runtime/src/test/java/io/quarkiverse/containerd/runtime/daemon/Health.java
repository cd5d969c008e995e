package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;

import io.quarkiverse.containerd.runtime.config.HealthConfig;

/** Settings of the watch. */
record Health(Duration interval, Duration timeout, Duration restartAfter, boolean goroutineDump) implements HealthConfig {

    @Override
    public boolean details() {
        return true;
    }
}
