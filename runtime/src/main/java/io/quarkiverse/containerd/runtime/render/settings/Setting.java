package io.quarkiverse.containerd.runtime.render.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;

/**
 * A row of {@link ContainerdSettings}: where a key of {@code quarkus.containerd} stands in containerd's configuration. A key
 * whose place depends on more than the schema has several rows.
 *
 * @param name the key without its prefix
 * @param value its value in the form that containerd takes; empty where it is left to containerd
 * @param bounds the bounds of the configured value
 * @param places by the version of the schema, the TOML key as its segments; none if containerd takes it from its environment
 * @param variable the environment variable that has it instead
 * @param versions the versions of containerd that know the row
 * @param absent the value that a containerd without the setting behaves by
 * @param dispensable whether a containerd without the setting may run all the same, with a warning
 */
public record Setting(String name, Function<RenderContext, Optional<JsonNode>> value,
        Optional<BoundedKey<ContainerdConfig>> bounds, Map<Integer, List<String>> places, Optional<String> variable,
        VersionRange versions, Optional<JsonNode> absent, boolean dispensable) {

    private static final String PLUGINS = "plugins";

    static <T> Setting of(String name, TypedValue<T> value) {
        return computed(name, context -> value.in(context.config()))
                .with(value.bounds().map(bounds -> BoundedKey.optional(name, bounds, value.from())));
    }

    static Setting computed(String name, Function<RenderContext, Optional<JsonNode>> value) {
        return new Setting(name, value, Optional.empty(), Map.of(), Optional.empty(), VersionRange.ALL, Optional.empty(),
                false);
    }

    public String key() {
        return ConfigKeys.key(name);
    }

    /** The configured value has these bounds. */
    <T> Setting within(Bounds<T> bounds, Function<ContainerdConfig, Optional<T>> from) {
        return with(Optional.of(BoundedKey.optional(name, bounds, from)));
    }

    /** Only where the condition holds. */
    Setting when(Predicate<RenderContext> condition) {
        return new Setting(name, context -> condition.test(context) ? value.apply(context) : Optional.empty(), bounds, places,
                variable, versions, absent, dispensable);
    }

    /** In the same place in all versions of the schema. */
    Setting at(String... path) {
        return with(Map.of(2, List.of(path), 3, List.of(path), 4, List.of(path)));
    }

    /** In the section of the same plugin in all versions of the schema. */
    Setting in(String plugin, String... path) {
        return in2(plugin, path).in3(plugin, path);
    }

    /** In the section of a plugin in version 2 of the schema. */
    Setting in2(String plugin, String... path) {
        return with(Map.of(2, section(plugin, path)));
    }

    /** In the section of a plugin in version 3 of the schema, and in version 4 if it has not moved. */
    Setting in3(String plugin, String... path) {
        return with(Map.of(3, section(plugin, path), 4, section(plugin, path)));
    }

    /** Moved to the section of a plugin in version 4 of the schema, that of containerd 2.3. */
    Setting in4(String plugin, String... path) {
        return with(Map.of(4, section(plugin, path)));
    }

    /** In containerd's environment. */
    Setting inEnvironment(String variable) {
        return new Setting(name, value, bounds, places, Optional.of(variable), versions, absent, dispensable);
    }

    /** Known to these versions, one for each minor version it came to, and all later ones. */
    Setting since(String... first) {
        return with(versions.since(first));
    }

    /** Not known to this version and later ones. */
    Setting until(String first) {
        return with(versions.until(first));
    }

    /** A containerd that does not know the setting behaves as if it had this value. */
    Setting absentMeans(boolean value) {
        return new Setting(name, this.value, bounds, places, variable, versions, Optional.of(BooleanNode.valueOf(value)),
                dispensable);
    }

    /** A containerd that does not know the setting does as well without, only slower or less thrifty. */
    Setting asDispensable() {
        return new Setting(name, value, bounds, places, variable, versions, absent, true);
    }

    /** The place in the file, if this version of the schema has one and the containerd knows the setting. */
    public Optional<List<String>> place(int schema, ContainerdVersion version) {
        return versions.contains(version) ? Optional.ofNullable(places.get(schema)) : Optional.empty();
    }

    private Setting with(Optional<BoundedKey<ContainerdConfig>> bounds) {
        return new Setting(name, value, bounds, places, variable, versions, absent, dispensable);
    }

    private Setting with(VersionRange versions) {
        return new Setting(name, value, bounds, places, variable, versions, absent, dispensable);
    }

    private Setting with(Map<Integer, List<String>> more) {
        Map<Integer, List<String>> all = new TreeMap<>(places);
        all.putAll(more);
        return new Setting(name, value, bounds, all, variable, versions, absent, dispensable);
    }

    private static List<String> section(String plugin, String... path) {
        List<String> segments = new ArrayList<>(List.of(PLUGINS, plugin));
        segments.addAll(List.of(path));
        return segments;
    }
}
