package io.quarkiverse.containerd.runtime.config;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's metadata database. */
@ConfigGroup
public interface BoltConfig {

    /**
     * Whether a containerd namespace gets content that another one has already, without bringing it itself.
     */
    @ConfigDocDefault("shared")
    Optional<SharingPolicy> contentSharingPolicy();

    /**
     * Whether the database is not synchronised to the disk; a power failure may destroy it.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noSync();

    /** Who gets content that is there already. */
    enum SharingPolicy {
        /** Every namespace that names its digest. */
        SHARED,
        /** Only a namespace that brings it itself. */
        ISOLATED
    }
}
