package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** Timeouts. */
@ConfigGroup
public interface TimeoutsConfig {

    /**
     * The time for which containerd may give no sign of life, that is print nothing and use no processor, from its start to its
     * first answer. It doubles with each start that ends because of it.
     */
    @WithDefault("30s")
    Duration start();

    /**
     * The longest time that {@code quarkus.containerd.timeouts.start} grows to, and for which a starting containerd that uses a
     * processor may print nothing.
     */
    @ConfigDocDefault("ten times quarkus.containerd.timeouts.start")
    Optional<Duration> maxStart();

    /**
     * The time that containerd may take to exit after SIGTERM, before it is killed.
     */
    @WithDefault("10s")
    Duration stop();

    /**
     * The time for which containerd waits for the lock of its database before it exits with an error; 0 waits forever,
     * and an empty value leaves it to containerd.
     */
    @WithDefault("2s")
    Optional<Duration> boltOpen();

    /**
     * containerd's own timeouts by name, such as {@code "io.containerd.timeout.shim.load"}.
     */
    @ConfigDocMapKey("timeout")
    Map<String, Duration> containerd();
}
