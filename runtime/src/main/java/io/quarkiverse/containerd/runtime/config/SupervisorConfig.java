package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** The supervision tree. */
@ConfigGroup
public interface SupervisorConfig {

    /**
     * How long a failed node waits before its first restart.
     */
    @WithDefault("500ms")
    Duration initialBackoff();

    /**
     * What each further wait is multiplied by; at least 1.
     */
    @WithDefault("1.5")
    double multiplier();

    /**
     * By what part of itself a wait varies at random, from 0 to 1.
     */
    @WithDefault("0.5")
    double jitter();

    /**
     * The longest wait between restarts.
     */
    @WithDefault("60s")
    Duration maxBackoff();

    /**
     * How long a node must have been healthy for its next failure to wait the initial backoff again.
     */
    @WithDefault("30s")
    Duration resetAfter();

    /**
     * After what time a cancelled node that has not ended is reported as stuck.
     */
    @WithDefault("30s")
    Duration cancelTimeout();

    /**
     * How long the application waits for the tree to end when it stops.
     */
    @WithDefault("30s")
    Duration shutdownTimeout();
}
