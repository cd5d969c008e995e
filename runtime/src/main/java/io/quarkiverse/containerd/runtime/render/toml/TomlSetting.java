package io.quarkiverse.containerd.runtime.render.toml;

import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A setting of containerd.
 *
 * @param path its TOML key, as segments
 * @param value its value, which is no table but an empty one
 */
public record TomlSetting(List<String> path, JsonNode value) {

    public TomlSetting {
        path = List.copyOf(path);
    }

    /** Returns the settings that a table or value consists of. */
    static Stream<TomlSetting> in(List<String> path, JsonNode node) {
        return node.isObject() && !node.isEmpty()
                ? node.properties().stream().flatMap(field -> in(append(path, field.getKey()), field.getValue()))
                : Stream.of(new TomlSetting(path, node));
    }

    private static List<String> append(List<String> path, String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }
}
