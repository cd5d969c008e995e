package io.quarkiverse.containerd.runtime.render.toml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;

/**
 * The runtime handlers that the user's own TOML brings, in fragments and free settings.
 *
 * @param handlers the tables of the handlers, which may only add to those that are rendered
 * @param defaultRuntime the handler of pods that ask for none
 */
public record UserRuntimes(SortedMap<String, ObjectNode> handlers, Optional<String> defaultRuntime) {

    /** Where versions 2, 3 and 4 of the configuration schema have them. */
    private static final List<String> TABLES = List.of("/plugins/io.containerd.grpc.v1.cri/containerd",
            "/plugins/io.containerd.cri.v1.runtime/containerd");

    /**
     * Collects what the TOML says; values that contradict each other are refused when the whole is merged.
     *
     * @param settings the free settings: TOML dotted key to TOML value
     * @throws ConfigurationException naming the file or setting that is malformed
     */
    public static UserRuntimes of(List<ConfigFragment> fragments, Map<String, String> settings) {
        ConfigTree free = new ConfigTree();
        TomlOverlay.merge(free, settings, (setting, schema) -> setting);
        ObjectNode all = Toml.table();
        Stream.concat(fragments.stream().map(ConfigFragment::document), Stream.of(free.root()))
                .flatMap(document -> TABLES.stream().map(document::at)).forEach(table -> Toml.merge(all, table));
        SortedMap<String, ObjectNode> handlers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> runtime : all.path("runtimes").properties()) {
            if (runtime.getValue() instanceof ObjectNode table) {
                handlers.put(runtime.getKey(), table);
            }
        }
        return new UserRuntimes(handlers,
                Optional.ofNullable(all.get("default_runtime_name")).filter(JsonNode::isTextual).map(JsonNode::textValue));
    }
}
