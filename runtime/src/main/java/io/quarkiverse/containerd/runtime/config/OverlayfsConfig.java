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
     * Whether a snapshot tells its upper directory in a label.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> upperdirLabel();

    /**
     * Whether a snapshot is removed from the disk at once instead of by the collector.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> syncRemove();

    /**
     * Whether files may be copied for user namespaces where the kernel cannot map their owners.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> slowChown();

    /**
     * Further options of the overlay mounts.
     */
    Optional<List<String>> mountOptions();
}
