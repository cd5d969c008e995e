package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** The Node Resource Interface. */
@ConfigGroup
public interface NriConfig {

    /**
     * Whether NRI plugins may change containers.
     */
    @WithDefault("false")
    boolean enabled();

    /**
     * The unix socket on which plugins register.
     */
    @ConfigDocDefault("/var/run/nri/nri.sock")
    Optional<Path> socketPath();

    /**
     * The directory of the plugins that containerd starts.
     */
    @ConfigDocDefault("/opt/nri/plugins")
    Optional<Path> pluginPath();

    /**
     * The directory of the plugins' configurations.
     */
    @ConfigDocDefault("/etc/nri/conf.d")
    Optional<Path> pluginConfigPath();

    /**
     * The time that a plugin may take to register.
     */
    @ConfigDocDefault("5s")
    Optional<Duration> pluginRegistrationTimeout();

    /**
     * The time that a plugin may take to answer.
     */
    @ConfigDocDefault("2s")
    Optional<Duration> pluginRequestTimeout();

    /**
     * Whether only plugins that containerd starts are allowed.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> disableConnections();

    /** The validator of what plugins change. */
    DefaultValidator defaultValidator();

    /** The validator that containerd has built in: it refuses containers that NRI plugins have changed in certain ways. */
    @ConfigGroup
    interface DefaultValidator {

        /**
         * Whether the changes that NRI plugins make are validated.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> enabled();

        /**
         * Whether plugins may not change OCI hooks.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectOciHookAdjustment();

        /**
         * Whether plugins may not change the runtime's default seccomp profile.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectRuntimeDefaultSeccompAdjustment();

        /**
         * Whether plugins may not give a seccomp profile to a container that has none.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectUnconfinedSeccompAdjustment();

        /**
         * Whether plugins may not change a seccomp profile of the pod's own.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectCustomSeccompAdjustment();

        /**
         * Whether plugins may not change the namespaces of a container.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectNamespaceAdjustment();

        /**
         * Whether plugins may not change sysctls.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectSysctlAdjustment();

        /**
         * The plugins without which no container is created. Static pods need them as well, or the annotation.
         */
        Optional<List<String>> requiredPlugins();

        /**
         * The annotation with which a pod does without required plugins.
         */
        Optional<String> tolerateMissingPluginsAnnotation();
    }
}
