package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.util.Map;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.settings.KeyBounds;

/**
 * Refuses values that cannot work, before anything is written or started. What the value of one key must be, {@link KeyBounds}
 * says; here is what keys must be together.
 */
public final class ConfigValidation {

    private ConfigValidation() {
    }

    /** @throws ConfigurationException naming the key of the first value that cannot work */
    public static void check(ContainerdConfig config, ContainerdFacts containerd) {
        KeyBounds.check(config);
        version(containerd.version());
        schema(config, containerd);
        PathValidation.check(config);
        environment(config.process().environment());
        ServerValidation.check(config);
        NetworkValidation.check(config.cni());
        RegistryValidation.check(config);
        DaemonValidation.check(config);
    }

    private static void version(ContainerdVersion version) {
        version.refusal().ifPresent(reason -> {
            throw new ConfigurationException(key("executable"), reason);
        });
    }

    private static void schema(ContainerdConfig config, ContainerdFacts containerd) {
        if (config.configFile().version().isEmpty()) {
            return;
        }
        int schema = config.configFile().version().getAsInt();
        if (schema > containerd.configSchema()) {
            throw new ConfigurationException(key("config-version"), "containerd " + containerd.version()
                    + " reads version " + containerd.configSchema() + " at most; leave the key out, or use a later containerd");
        }
    }

    private static void environment(Map<String, String> environment) {
        ownKey(environment, "PATH", "path");
        ownKey(environment, "TMPDIR", "temp");
    }

    private static void ownKey(Map<String, String> environment, String variable, String owner) {
        if (environment.containsKey(variable)) {
            throw new ConfigurationException(entry("environment", variable),
                    "this variable has a key of its own; set " + key(owner) + " instead");
        }
    }
}
