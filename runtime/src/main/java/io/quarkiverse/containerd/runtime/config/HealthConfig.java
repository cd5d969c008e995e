package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** Probes of the running containerd. */
@ConfigGroup
public interface HealthConfig {

    /**
     * The interval at which containerd's socket is looked at, and its health service, CRI status, database and content store
     * are queried.
     */
    @WithDefault("10s")
    Duration interval();

    /**
     * The time that containerd may take to answer all calls of a probe.
     */
    @WithDefault("5s")
    Duration timeout();

    /**
     * The time for which containerd may leave all probes unanswered before it is restarted; 0 restarts it never. It does not
     * count while containerd starts. Pods survive the restart.
     */
    @WithDefault("60s")
    Duration restartAfter();

    /**
     * Whether containerd, before it is restarted because it does not answer, is asked to log what its goroutines do.
     */
    @WithDefault("true")
    boolean goroutineDump();

    /**
     * Whether the health checks tell paths, image names and failures beside their verdict.
     */
    @WithDefault("true")
    boolean details();
}
