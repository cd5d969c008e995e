package io.quarkiverse.containerd.render;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Merges the free settings into a tree: tables are merged, everything else is replaced. */
final class TomlOverlay {

    private static final String MAP = "toml";
    /** Settings that the daemon itself depends on, so that they must not have a second source. */
    private static final Map<String, String> OWNED = new TreeMap<>(Map.of(
            "/version", "config-version",
            "/root", "root",
            "/state", "state",
            "/grpc/address", "grpc.address"));

    private final ObjectNode tree;
    private final Map<List<String>, String> seen = new HashMap<>();

    private TomlOverlay(ObjectNode tree) {
        this.tree = tree;
    }

    /**
     * @param settings TOML dotted key to TOML value; merged in the order of the keys
     * @throws ConfigurationException naming the setting that is malformed, set twice, at odds with the tree or not free
     */
    static void merge(ObjectNode tree, Map<String, String> settings) {
        TomlOverlay overlay = new TomlOverlay(tree);
        new TreeMap<>(settings).forEach(overlay::set);
    }

    private void set(String dotted, String text) {
        String key = ConfigKeys.entry(MAP, dotted);
        List<String> path = Toml.dottedKey(key, dotted);
        String twin = seen.put(path, key);
        if (twin != null) {
            throw new ConfigurationException(key, "sets the same as " + twin + "; keep one of them");
        }
        JsonNode before = tree.deepCopy();
        ObjectNode table = tree;
        for (String name : path.subList(0, path.size() - 1)) {
            JsonNode child = table.get(name);
            if (child == null) {
                child = table.putObject(name);
            }
            if (!(child instanceof ObjectNode)) {
                throw new ConfigurationException(key, "'" + name + "' holds a value and is not a table; set it as a whole");
            }
            table = (ObjectNode) child;
        }
        put(key, table, path.get(path.size() - 1), Toml.value(key, text));
        requireOwnedUntouched(key, before);
    }

    private static void put(String key, ObjectNode table, String name, JsonNode value) {
        JsonNode present = table.get(name);
        if (present == null || !present.isObject() && !value.isObject()) {
            table.set(name, value);
        } else if (present instanceof ObjectNode && value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                put(key, (ObjectNode) present, field.getKey(), field.getValue());
            }
        } else {
            throw new ConfigurationException(key, present.isObject()
                    ? "'" + name + "' is a table; set a key in it, or give a table in braces"
                    : "'" + name + "' holds a value and is not a table; give it a value");
        }
    }

    private void requireOwnedUntouched(String key, JsonNode before) {
        OWNED.forEach((pointer, owner) -> {
            if (!tree.at(pointer).equals(before.at(pointer))) {
                throw new ConfigurationException(key,
                        "this setting has a key of its own; set " + ConfigKeys.key(owner) + " instead");
            }
        });
    }
}
