package io.quarkiverse.containerd.runtime.render.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;

/**
 * A row of {@link ContainerdSettings}: where a key of {@code quarkus.containerd} stands in containerd's configuration. A key
 * whose place depends on more than the schema has several rows.
 *
 * @param name the key without its prefix
 * @param value how its value comes from the configuration
 * @param places by the version of the schema, the TOML key as its segments; none if containerd takes it from its environment
 * @param variable the environment variable that has it instead
 * @param versions the versions of containerd that know the row
 * @param absent the value that a containerd without the setting behaves by
 * @param harmless whether a containerd without the setting may run all the same, with a warning
 */
public record Setting(String name, Value value, Map<Integer, List<String>> places, Optional<String> variable,
        VersionRange versions,
        Optional<JsonNode> absent, boolean harmless) {

    private static final String PLUGINS = "plugins";

    static Setting of(String name, Value value) {
        return new Setting(name, value, Map.of(), Optional.empty(), VersionRange.ALL, Optional.empty(), false);
    }

    public String key() {
        return ConfigKeys.key(name);
    }

    /** In the same place in all versions of the schema. */
    Setting at(String... path) {
        return with(Map.of(2, List.of(path), 3, List.of(path)));
    }

    /** In the section of the same plugin in all versions of the schema. */
    Setting in(String plugin, String... path) {
        return in2(plugin, path).in3(plugin, path);
    }

    /** In the section of a plugin in version 2 of the schema. */
    Setting in2(String plugin, String... path) {
        return with(Map.of(2, section(plugin, path)));
    }

    /** In the section of a plugin in version 3 of the schema. */
    Setting in3(String plugin, String... path) {
        return with(Map.of(3, section(plugin, path)));
    }

    /** In containerd's environment. */
    Setting inEnvironment(String name) {
        return new Setting(this.name, value, places, Optional.of(name), versions, absent, harmless);
    }

    /** Known to these versions, one for each minor version it came to, and all later ones. */
    Setting since(String... first) {
        return new Setting(name, value, places, variable, versions.since(first), absent, harmless);
    }

    /** Not known to this version and later ones. */
    Setting until(String first) {
        return new Setting(name, value, places, variable, versions.until(first), absent, harmless);
    }

    /** A containerd that does not know the setting behaves as if it had this value. */
    Setting absentMeans(boolean value) {
        return new Setting(name, this.value, places, variable, versions, Optional.of(BooleanNode.valueOf(value)), harmless);
    }

    /** A containerd that does not know the setting does as well without, only slower or less thrifty. */
    Setting dispensable() {
        return new Setting(name, value, places, variable, versions, absent, true);
    }

    /** The place in the file, if this version of the schema has one and the containerd knows the setting. */
    public Optional<List<String>> place(int schema, ContainerdVersion version) {
        return versions.contains(version) ? Optional.ofNullable(places.get(schema)) : Optional.empty();
    }

    private Setting with(Map<Integer, List<String>> more) {
        Map<Integer, List<String>> all = new TreeMap<>(places);
        all.putAll(more);
        return new Setting(name, value, all, variable, versions, absent, harmless);
    }

    private static List<String> section(String plugin, String... path) {
        List<String> segments = new ArrayList<>(List.of(PLUGINS, plugin));
        segments.addAll(List.of(path));
        return segments;
    }
}
