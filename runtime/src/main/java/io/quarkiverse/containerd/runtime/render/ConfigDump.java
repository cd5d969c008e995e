package io.quarkiverse.containerd.runtime.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.runtime.render.settings.SettingMoves;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/**
 * Compares a rendered configuration with what containerd's {@code config dump} says it has read. Equal is what means the same:
 * durations of the same length, numbers of the same value, and what a newer version of the schema has elsewhere.
 */
public final class ConfigDump {

    /** containerd knows only its newest schema in the dump. */
    private static final List<String> VERSION = List.of("version");
    private static final String PLUGINS = "plugins";
    private static final String SNAPSHOTTERS = "io.containerd.snapshotter.v1.";
    private static final String DISABLED_PLUGINS = "disabled_plugins";

    /**
     * A value that containerd has dropped or changed.
     *
     * @param source the key of {@code quarkus.containerd}, or the file, that the value comes from
     * @param tomlKey the TOML key
     * @param dropped whether containerd has dropped the value; otherwise it has changed it
     */
    public record Difference(String source, String tomlKey, boolean dropped) {

        /** One sentence for people; values are not in it, because they may be secret. */
        @Override
        public String toString() {
            return dropped ? source + " has no effect: this containerd does not know " + tomlKey
                    : source + " does not take effect as it is: this containerd changes " + tomlKey;
        }
    }

    private final ObjectNode dump;

    private ConfigDump(ObjectNode dump) {
        this.dump = dump;
    }

    /**
     * @param output what {@code containerd config dump} has printed
     * @throws IllegalArgumentException if that is not TOML
     */
    public static ConfigDump parse(String output) {
        try {
            return new ConfigDump(Toml.read(output));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The output of containerd config dump is not TOML: " + e.getOriginalMessage(),
                    e);
        }
    }

    /** Returns what containerd has printed, one line for each value, without secrets. */
    public List<String> shown() {
        return ConfigTree.of(dump).lines().stream().map(RenderedLine::shown).toList();
    }

    /** Returns the values that containerd has dropped or changed, in the order of the file. */
    public List<Difference> differences(Rendering rendering) {
        ConfigTree tree = rendering.tree();
        List<Difference> differences = new ArrayList<>();
        tree.sources().forEach((path, source) -> {
            JsonNode ours = at(tree.root(), path).orElseThrow();
            if (path.equals(VERSION) || inDisabledPlugin(path)) {
                return;
            }
            List<JsonNode> theirs = Stream.concat(Stream.of(path), SettingMoves.later(path))
                    .flatMap(place -> at(dump, place).stream())
                    .toList();
            if (theirs.stream().noneMatch(value -> same(ours, value))) {
                differences.add(new Difference(source.name(), Toml.dotted(path), theirs.isEmpty()));
            }
        });
        return differences;
    }

    /** Returns what names a snapshotter that this containerd does not have; one sentence each. */
    public List<String> missingSnapshotters(Rendering rendering) {
        Set<String> known = new TreeSet<>();
        dump.path(PLUGINS).fieldNames().forEachRemaining(plugin -> {
            if (plugin.startsWith(SNAPSHOTTERS)) {
                known.add(plugin.substring(SNAPSHOTTERS.length()));
            }
        });
        dump.path("proxy_plugins").fieldNames().forEachRemaining(known::add);
        dump.path(DISABLED_PLUGINS).forEach(plugin -> known.remove(plugin.asText().replace(SNAPSHOTTERS, "")));
        ConfigTree tree = rendering.tree();
        return tree.sources().keySet().stream().filter(path -> path.get(path.size() - 1).equals("snapshotter"))
                .filter(path -> !known.contains(at(tree.root(), path).orElseThrow().asText()))
                .map(path -> tree.sources().get(path).name() + " names the snapshotter "
                        + at(tree.root(), path).orElseThrow().asText() + ", but this containerd has only " + known)
                .distinct().toList();
    }

    /** containerd 1.x leaves out what belongs to plugins that it does not load. */
    private boolean inDisabledPlugin(List<String> path) {
        return path.size() > 1 && path.get(0).equals(PLUGINS)
                && StreamSupport.stream(dump.path(DISABLED_PLUGINS).spliterator(), false)
                        .anyMatch(plugin -> plugin.asText().equals(path.get(1)));
    }

    private static Optional<JsonNode> at(JsonNode tree, List<String> path) {
        JsonNode node = tree;
        for (String name : path) {
            node = node.path(name);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    private static boolean same(JsonNode ours, JsonNode theirs) {
        if (ours.isNumber() && theirs.isNumber()) {
            return ours.decimalValue().compareTo(theirs.decimalValue()) == 0;
        }
        if (ours.isTextual() && theirs.isTextual()) {
            return ours.equals(theirs) || GoDuration.nanos(ours.textValue())
                    .filter(nanos -> GoDuration.nanos(theirs.textValue()).filter(nanos::equals).isPresent()).isPresent();
        }
        if (theirs.isArray()) {
            // a list where a single value was is the same setting under its new name
            return ours.isArray() ? sameElements(ours, theirs) : theirs.size() == 1 && same(ours, theirs.get(0));
        }
        if (ours.isObject() && theirs.isObject()) {
            return ours.properties().stream().allMatch(field -> theirs.has(field.getKey())
                    && same(field.getValue(), theirs.get(field.getKey())));
        }
        return ours.equals(theirs);
    }

    private static boolean sameElements(JsonNode ours, JsonNode theirs) {
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!same(ours.get(i), theirs.get(i))) {
                return false;
            }
        }
        return true;
    }
}
