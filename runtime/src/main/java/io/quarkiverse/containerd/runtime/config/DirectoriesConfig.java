package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** The directories of containerd and of the daemon. */
@ConfigGroup
public interface DirectoriesConfig {

    /**
     * The directory for the rendered files, the FIFO and the record of the running containerd. A directory that does
     * not survive a reboot is best.
     */
    @WithDefault("/run/quarkus-containerd")
    @WithName("run-directory")
    Path run();

    /**
     * containerd's persistent directory: image content, snapshots and its database.
     */
    @WithDefault("/var/lib/containerd")
    Path root();

    /**
     * containerd's directory for the state of running containers, which must not outlive a reboot.
     */
    @WithDefault("/run/containerd")
    Path state();

    /**
     * The directory for containerd's temporary files, its {@code TMPDIR}.
     */
    @WithDefault("${quarkus.containerd.run-directory}/tmp")
    Path temp();
}
