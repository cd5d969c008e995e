package io.quarkiverse.containerd.runtime.config;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's own cgroup. */
@ConfigGroup
public interface CgroupConfig {

    /**
     * The cgroup that containerd moves itself into.
     */
    @ConfigDocDefault("the daemon's")
    Optional<String> path();
}
