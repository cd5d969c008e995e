package io.quarkiverse.containerd.config;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is decided when the application is built. */
@ConfigMapping(prefix = "quarkus.containerd")
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
public interface ContainerdBuildTimeConfig {

    /** Dev Services. */
    DevServices devservices();

    /** Health checks. */
    Health health();

    /** Dev Services: containerd for dev and test mode, without Docker. */
    interface DevServices {

        /**
         * Whether dev and test mode look for containerd, fetch the distribution's packages where it is missing, and move all
         * directories into the build directory. With {@code quarkus.containerd.executable} nothing is fetched, and directories
         * that are configured are not moved.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * The directory that keeps packages fetched for dev and test mode between builds.
         */
        @ConfigDocDefault("quarkus-containerd in the user's cache directory")
        Optional<Path> cacheDirectory();

        /**
         * The suite of the distribution, such as {@code trixie} or {@code sid}, whose containerd package dev and test mode
         * fetch
         * and run instead of any other containerd; runc, runsc and the CNI plugins are not affected.
         */
        @ConfigDocDefault("the installed containerd, or that of the system's own suite")
        Optional<String> containerdSuite();
    }

    /** Health checks. */
    interface Health {

        /**
         * Whether the startup, readiness and liveness checks are published when the SmallRye Health extension is present.
         */
        @WithDefault("true")
        boolean enabled();
    }
}
