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
     * The file to which containerd's configuration is written.
     */
    @WithDefault("${quarkus.containerd.run-directory}/config.toml")
    @WithName("config-file")
    Path path();

    /**
     * The version of containerd's configuration schema to write, 2, 3 or 4.
     */
    @ConfigDocDefault("the newest that containerd reads, as its `config default` says: 4 since containerd 2.3, 3 since 2.0, 2 before")
    @WithName("config-version")
    OptionalInt version();

    /**
     * TOML files that are merged into the rendered configuration, in this order. A directory stands for the {@code *.toml}
     * in it, and the last part of a path may be a glob such as {@code runtime-*.toml}. It is an error if two sources give a
     * setting different values; the error names both.
     */
    @WithName("config-fragments")
    Optional<List<Path>> fragments();

    /**
     * Whether containerd is asked at startup how it reads the rendered configuration; settings that it drops or changes
     * are reported.
     */
    @WithDefault("true")
    @WithName("check-config")
    boolean check();

    /**
     * Additional settings of containerd, merged last. The key is a TOML dotted key, such as
     * {@code "plugins.'io.containerd.grpc.v1.cri'.stats_collect_period"}, and the value is a TOML value; a bare word
     * that is not TOML is a string. Tables are merged; everything else is replaced.
     */
    @ConfigDocMapKey("toml-key")
    Map<String, String> toml();
}
