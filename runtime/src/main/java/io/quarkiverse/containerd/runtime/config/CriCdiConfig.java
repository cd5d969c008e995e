package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The Container Device Interface. */
@ConfigGroup
public interface CriCdiConfig {

    /**
     * Whether devices are injected through the Container Device Interface.
     */
    @ConfigDocDefault("false on containerd 1.7, true on 2.x")
    Optional<Boolean> enabled();

    /**
     * The directories of the device specifications.
     */
    @ConfigDocDefault("/etc/cdi,/var/run/cdi")
    Optional<List<Path>> specDirs();
}
