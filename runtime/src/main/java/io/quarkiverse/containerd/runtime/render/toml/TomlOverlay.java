package io.quarkiverse.containerd.runtime.render.toml;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;

/** Merges the free settings into a tree: tables are merged, everything else is replaced. */
public final class TomlOverlay {

    private static final String MAP = "toml";
    /** Settings that the daemon itself depends on, so that they must not have a second source. */
    private static final Map<String, String> OWNED = new TreeMap<>(Map.of(
            "/version", "config-version",
            "/root", "root",
            "/state", "state",
            "/grpc/address", "grpc.address",
            "/plugins/io.containerd.server.v1.grpc/address", "grpc.address"));

    private final ConfigTree tree;
    private final SchemaMigration migration;
    private final Map<List<String>, String> seen = new HashMap<>();

    private TomlOverlay(ConfigTree tree, SchemaMigration migration) {
        this.tree = tree;
        this.migration = migration;
    }

    /**
     * @param settings TOML dotted key to TOML value; merged in the order of the keys
     * @param migration the moves of settings that are where an older version of the configuration schema has them
     * @throws ConfigurationException naming the setting that is malformed, set twice, at odds with the tree or not free
     */
    public static void merge(ConfigTree tree, Map<String, String> settings, SchemaMigration migration) {
        TomlOverlay overlay = new TomlOverlay(tree, migration);
        new TreeMap<>(settings).forEach(overlay::set);
    }

    private void set(String dotted, String text) {
        String key = ConfigKeys.entry(MAP, dotted);
        List<String> path = Toml.dottedKey(key, dotted);
        String twin = seen.put(path, key);
        if (twin != null) {
            throw new ConfigurationException(key, "sets the same as " + twin + "; keep one of them");
        }
        JsonNode before = tree.root().deepCopy();
        TomlSetting.in(path, Toml.value(key, text)).map(setting -> migration.migrate(setting, SchemaMigration.OLDEST))
                .forEach(setting -> tree.replace(setting.path(), setting.value(), ConfigTree.Source.key(key)));
        requireOwnedUntouched(key, before);
    }

    private void requireOwnedUntouched(String key, JsonNode before) {
        OWNED.forEach((pointer, owner) -> {
            if (!tree.root().at(pointer).equals(before.at(pointer))) {
                throw new ConfigurationException(key,
                        "this setting has a key of its own; set " + ConfigKeys.key(owner) + " instead");
            }
        });
    }
}
