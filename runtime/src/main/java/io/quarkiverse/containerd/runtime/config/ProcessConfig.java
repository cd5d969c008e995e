package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** containerd's process. */
@ConfigGroup
public interface ProcessConfig {

    /**
     * The containerd program.
     */
    @ConfigDocDefault("containerd on the child's PATH")
    Optional<Path> executable();

    /**
     * The directories of containerd's {@code PATH}, where it finds its shims, runc and runsc.
     */
    @WithDefault("/usr/local/sbin,/usr/local/bin,/usr/sbin,/usr/bin,/sbin,/bin")
    List<Path> path();

    /**
     * Further environment variables of containerd, which otherwise gets {@code PATH} and {@code TMPDIR} only.
     */
    @ConfigDocMapKey("variable")
    Map<String, String> environment();

    /**
     * containerd's OOM score adjustment, from -1000 (never killed) to 1000; 0 leaves the daemon's own.
     * Without CAP_SYS_RESOURCE a lower value than the daemon's own is raised to it.
     */
    @WithDefault("0")
    int oomScore();

    /**
     * Whether containerd runs in a user namespace of its own, so that it needs no root; it then holds images, but cannot run
     * pods, so its CRI plugin is disabled.
     */
    @WithDefault("false")
    boolean userNamespace();
}
