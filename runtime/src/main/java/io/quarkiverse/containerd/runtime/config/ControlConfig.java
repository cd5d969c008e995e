package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** The control socket. */
@ConfigGroup
public interface ControlConfig {

    /**
     * Whether the daemon serves its state, and takes commands, by HTTP on a unix socket of its own.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The unix socket that it serves on, which only the daemon's user may open.
     */
    @WithDefault("${quarkus.containerd.run-directory}/control.sock")
    Path socket();

    /**
     * Whether the same state can be read, though no commands given, below {@code /containerd} on Quarkus' management interface,
     * by whoever reaches that.
     */
    @WithDefault("false")
    boolean management();
}
