package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.containerd.runtime.config.CniConfig;
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

    /** The CNI plugin's settings that are not free, with the keys that set them. */
    private static final Map<String, String> PLUGIN_KEYS = new TreeMap<>(Map.of("type", "cni.plugin", "mtu", "cni.mtu",
            "linkGroup", "cni.link-group", "ipam", "cni.subnets"));

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
        cni(config.cni());
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

    private static void cni(CniConfig cni) {
        PLUGIN_KEYS.forEach((setting, owner) -> {
            if (cni.pluginOptions().containsKey(setting)) {
                throw new ConfigurationException(entry("cni.plugin-options", setting),
                        "this setting has a key of its own; set " + key(owner) + " instead");
            }
        });
        if (cni.ownTemplate().isPresent() && cni.subnets().isPresent()) {
            throw new ConfigurationException(key("cni.own-template"), "a template is for ranges that the kubelet tells, but "
                    + key("cni.subnets") + " gives them; remove one of the two keys");
        }
    }
}
