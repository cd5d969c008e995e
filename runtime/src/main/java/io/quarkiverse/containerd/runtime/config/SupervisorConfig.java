package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** The supervision tree. */
@ConfigGroup
public interface SupervisorConfig {

    /**
     * The wait before the first restart of a failed node.
     */
    @WithDefault("500ms")
    Duration initialBackoff();

    /**
     * The factor by which each further wait grows.
     */
    @WithDefault("1.5")
    double multiplier();

    /**
     * The part of a wait by which it varies at random.
     */
    @WithDefault("0.5")
    double jitter();

    /**
     * The longest wait between restarts.
     */
    @WithDefault("60s")
    Duration maxBackoff();

    /**
     * The time for which a node must have been healthy before its waits become shorter again: by one step of the multiplier for
     * each further time of that length, down to the initial backoff.
     */
    @WithDefault("30s")
    Duration resetAfter();

    /**
     * The time after which a cancelled node that has not ended is reported as stuck.
     */
    @WithDefault("30s")
    Duration cancelTimeout();

    /**
     * The time for which the application waits for the tree to end when it stops.
     */
    @WithDefault("30s")
    Duration shutdownTimeout();
}
