package io.quarkiverse.containerd.runtime.config;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** containerd's metadata database. */
@ConfigGroup
public interface BoltConfig {

    /**
     * Whether a containerd namespace may use content that another one already has, without bringing it itself.
     */
    @ConfigDocDefault("shared")
    Optional<SharingPolicy> contentSharingPolicy();

    /**
     * Whether the database is not synchronized to disk; a power failure may then destroy it.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noSync();

    /**
     * Whether a database that containerd cannot read is renamed, so that containerd starts with an empty one; images then come
     * back from the preseed, and pods are created anew.
     */
    @WithDefault("false")
    boolean setAsideDamaged();

    /** The namespaces that may use content that is there already. */
    enum SharingPolicy {
        /** Every namespace that names its digest. */
        SHARED,
        /** Only a namespace that brings it itself. */
        ISOLATED
    }
}
