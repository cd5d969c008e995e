package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** The plugins that containerd loads. */
@ConfigGroup
public interface PluginsConfig {

    /**
     * The plugins that containerd must not run without: if one of them fails, containerd exits with its error. Disabled
     * plugins are not required. An empty value requires none.
     */
    @WithDefault("io.containerd.metadata.v1.bolt,io.containerd.grpc.v1.cri")
    @WithName("required-plugins")
    Optional<List<String>> required();

    /**
     * The plugins that containerd does not load.
     */
    @WithName("disabled-plugins")
    Optional<List<String>> disabled();

    /**
     * The directory of dynamically linked plugins; before containerd 2.1 only.
     */
    @WithName("plugin-dir")
    Optional<Path> directory();

    /**
     * Plugins that run in their own processes, such as remote snapshotters.
     */
    @ConfigDocMapKey("plugin")
    @WithName("proxy-plugins")
    Map<String, Proxy> proxies();

    /** A plugin that runs in a process of its own. */
    @ConfigGroup
    interface Proxy {

        /**
         * The plugin's type: {@code snapshot}, {@code content}, {@code diff} or {@code sandbox}.
         */
        String type();

        /**
         * The unix socket on which the plugin serves.
         */
        Path address();

        /**
         * The platform that the plugin serves, such as {@code linux/amd64}.
         */
        Optional<String> platform();

        /**
         * The values that the plugin exports to other plugins, such as its root directory.
         */
        @ConfigDocMapKey("name")
        Map<String, String> exports();

        /**
         * The plugin's capabilities, as its type defines them.
         */
        Optional<List<String>> capabilities();
    }
}
