package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The overlayfs snapshotter. */
@ConfigGroup
public interface OverlayfsConfig {

    /**
     * The directory of the snapshots.
     */
    @ConfigDocDefault("a directory in containerd's root")
    Optional<Path> rootPath();

    /**
     * Whether a label of each snapshot names its upper directory.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> upperdirLabel();

    /**
     * Whether a removed snapshot is deleted from disk at once instead of by the garbage collector.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> syncRemove();

    /**
     * Whether files may be copied for user namespaces where the kernel cannot map their owners.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> slowChown();

    /**
     * Additional options of the overlay mounts.
     */
    Optional<List<String>> mountOptions();
}
