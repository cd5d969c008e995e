package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Which plugins containerd has. */
@ConfigGroup
public interface PluginsConfig {

    /**
     * The plugins without which containerd ends with their error instead of going on without them. A plugin that is disabled is
     * not required. An empty value requires none.
     */
    @WithDefault("io.containerd.metadata.v1.bolt,io.containerd.grpc.v1.cri")
    @WithName("required-plugins")
    Optional<List<String>> required();

    /**
     * The containerd plugins that are not loaded.
     */
    @WithName("disabled-plugins")
    Optional<List<String>> disabled();

    /**
     * The directory of dynamically linked plugins; before containerd 2.1 only.
     */
    @WithName("plugin-dir")
    Optional<Path> directory();

    /**
     * Plugins that run in processes of their own, such as remote snapshotters.
     */
    @ConfigDocMapKey("plugin")
    @WithName("proxy-plugins")
    Map<String, Proxy> proxies();

    /** A plugin that runs in a process of its own. */
    @ConfigGroup
    interface Proxy {

        /**
         * What the plugin serves: {@code snapshot}, {@code content}, {@code diff} or {@code sandbox}.
         */
        String type();

        /**
         * The unix socket that it serves on.
         */
        Path address();

        /**
         * The platform that it serves, such as {@code linux/amd64}.
         */
        Optional<String> platform();

        /**
         * What it exports to other plugins, such as its root directory.
         */
        @ConfigDocMapKey("name")
        Map<String, String> exports();

        /**
         * What it can do, in the words of its type.
         */
        Optional<List<String>> capabilities();
    }
}
