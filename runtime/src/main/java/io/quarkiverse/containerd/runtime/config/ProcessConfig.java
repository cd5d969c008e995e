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
     * The containerd executable.
     */
    @ConfigDocDefault("containerd on the child's PATH")
    Optional<Path> executable();

    /**
     * The directories of containerd's {@code PATH}, where it finds its shims, runc and runsc.
     */
    @WithDefault("/usr/local/sbin,/usr/local/bin,/usr/sbin,/usr/bin,/sbin,/bin")
    List<Path> path();

    /**
     * Additional environment variables for containerd; without them it gets {@code PATH} and {@code TMPDIR} only.
     */
    @ConfigDocMapKey("variable")
    Map<String, String> environment();

    /**
     * containerd's OOM score adjustment, from -1000 (never killed) to 1000; 0 keeps the daemon's own. Without
     * CAP_SYS_RESOURCE, a value lower than the daemon's own is raised to it.
     */
    @WithDefault("0")
    int oomScore();

    /**
     * Whether containerd runs in its own user namespace, so that it needs no root. It can then hold images but not run
     * pods, and its CRI plugin is disabled.
     */
    @WithDefault("false")
    boolean userNamespace();
}
