package io.quarkiverse.containerd.runtime.config;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** Logs of the supervision tree. */
@ConfigGroup
public interface LogsConfig {

    /**
     * The number of entries that the journal keeps for each node.
     */
    @WithDefault("8192")
    int journalSize();

    /**
     * The longest line that is kept whole.
     */
    @WithDefault("16K")
    MemorySize lineLimit();

    /**
     * The number of entries of each node that may wait for the application's log; further ones are dropped and counted.
     */
    @WithDefault("8192")
    int forwardCapacity();
}
