package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The collection of content that nothing refers to. */
@ConfigGroup
public interface GcConfig {

    /**
     * The largest part of the time for which the collector may lock the database.
     */
    @ConfigDocDefault("0.02")
    OptionalDouble pauseThreshold();

    /**
     * The number of deletions after which garbage is collected; 0 means that deletions alone do not trigger it.
     */
    @ConfigDocDefault("0")
    OptionalInt deletionThreshold();

    /**
     * The number of changes of the database after which garbage is collected, if something was deleted; 0 means that
     * changes do not trigger it.
     */
    @ConfigDocDefault("100")
    OptionalInt mutationThreshold();

    /**
     * The delay between the trigger and the collection.
     */
    @ConfigDocDefault("0s")
    Optional<Duration> scheduleDelay();

    /**
     * The delay between containerd's start and the first collection.
     */
    @ConfigDocDefault("100ms")
    Optional<Duration> startupDelay();
}
