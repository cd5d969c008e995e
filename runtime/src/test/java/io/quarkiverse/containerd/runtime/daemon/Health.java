package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.function.Supplier;

import io.quarkiverse.containerd.runtime.config.HealthConfig;

/** Settings of the watch. @param limit the time for which containerd may be silent, which a test may change */
record Health(Duration interval, Duration timeout, Supplier<Duration> limit, boolean goroutineDump) implements HealthConfig {

    Health(Duration interval, Duration timeout, Duration restartAfter, boolean goroutineDump) {
        this(interval, timeout, () -> restartAfter, goroutineDump);
    }

    @Override
    public Duration restartAfter() {
        return limit.get();
    }

    @Override
    public boolean details() {
        return true;
    }
}
