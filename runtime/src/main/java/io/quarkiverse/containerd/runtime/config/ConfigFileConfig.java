package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** containerd's configuration file. */
@ConfigGroup
public interface ConfigFileConfig {

    /**
     * The file that containerd's configuration is written to.
     */
    @WithDefault("${quarkus.containerd.run-directory}/config.toml")
    @WithName("config-file")
    Path path();

    /**
     * The version of containerd's configuration schema to write, 2 or 3.
     */
    @ConfigDocDefault("3 for containerd 2.x, 2 for containerd 1.x")
    @WithName("config-version")
    OptionalInt version();

    /**
     * TOML files of containerd's configuration that are merged into the rendered one, in their order. A setting that two
     * sources give different values is an error that names both.
     */
    @WithName("config-fragments")
    Optional<List<Path>> fragments();

    /**
     * Whether containerd is asked at the start what it makes of the rendered configuration, and what it drops or changes is
     * reported.
     */
    @WithDefault("true")
    @WithName("check-config")
    boolean check();

    /**
     * Further settings of containerd, merged last: the key is a TOML dotted key, such as
     * {@code "plugins.'io.containerd.grpc.v1.cri'.stats_collect_period"}, and the value is a TOML value; a bare word that is
     * not
     * TOML is a string. Tables are merged, everything else is replaced.
     */
    @ConfigDocMapKey("toml-key")
    Map<String, String> toml();
}
