package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** When content that nothing refers to is collected. */
@ConfigGroup
public interface GcConfig {

    /**
     * What part of the time the collector may hold the database, from 0 to 0.5.
     */
    @ConfigDocDefault("0.02")
    OptionalDouble pauseThreshold();

    /**
     * After how many deletions it collects; 0 means that deletions alone do not start it.
     */
    @ConfigDocDefault("0")
    OptionalInt deletionThreshold();

    /**
     * After how many changes of the database it collects, if something was deleted; 0 means that changes do not start it.
     */
    @ConfigDocDefault("100")
    OptionalInt mutationThreshold();

    /**
     * How long it waits between being started and collecting.
     */
    @ConfigDocDefault("0s")
    Optional<Duration> scheduleDelay();

    /**
     * How long after containerd's start it collects for the first time.
     */
    @ConfigDocDefault("100ms")
    Optional<Duration> startupDelay();
}
