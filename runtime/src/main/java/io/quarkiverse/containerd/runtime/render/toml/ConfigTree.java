package io.quarkiverse.containerd.runtime.render.toml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.runtime.render.lines.Secrets;

/** A TOML document that remembers where each of its values comes from. */
public final class ConfigTree {

    /**
     * The source of a value.
     *
     * @param key the key of {@code quarkus.containerd} that errors name
     * @param name the key itself, or the file that the key names
     * @param replaceable whether the free settings may replace the value
     */
    public record Source(String key, String name, boolean replaceable) {

        public static Source key(String key) {
            return new Source(key, key, true);
        }
    }

    private final ObjectNode root;
    private final Map<List<String>, Source> sources = new LinkedHashMap<>();

    /** Makes an empty document. */
    public ConfigTree() {
        this(Toml.table());
    }

    private ConfigTree(ObjectNode root) {
        this.root = root;
    }

    /** Returns a document that others have made, so that the sources of its values are not known. */
    public static ConfigTree of(ObjectNode root) {
        return new ConfigTree(root);
    }

    public ObjectNode root() {
        return root;
    }

    /** Returns the source of each value by its TOML key, without tables. */
    public Map<List<String>, Source> sources() {
        return sources;
    }

    /** Returns the value of a TOML key; a missing node if there is none. */
    public JsonNode value(List<String> path) {
        JsonNode node = root;
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    /** Returns the document, one line for each value. */
    public List<RenderedLine> lines() {
        List<RenderedLine> lines = new ArrayList<>();
        addLines(List.of(), root, lines);
        return lines;
    }

    private void addLines(List<String> table, ObjectNode values, List<RenderedLine> lines) {
        for (Map.Entry<String, JsonNode> field : values.properties()) {
            List<String> path = append(table, field.getKey());
            if (field.getValue() instanceof ObjectNode child && !child.isEmpty()) {
                addLines(path, child, lines);
            } else {
                lines.add(RenderedLine.of(line(path, field.getValue()), line(path, Secrets.masked(path, field.getValue())),
                        Optional.ofNullable(sources.get(path)).map(Source::name)));
            }
        }
    }

    private static String line(List<String> path, JsonNode value) {
        ObjectNode document = Toml.table();
        ObjectNode table = document;
        for (String name : path.subList(0, path.size() - 1)) {
            table = table.putObject(name);
        }
        table.set(path.get(path.size() - 1), value);
        return Toml.write(document);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigTree tree && root.equals(tree.root) && sources.equals(tree.sources);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /**
     * Merges a value: tables are merged, and everything else must not be there with another value.
     *
     * @throws ConfigurationException naming both sources if it is
     */
    public void merge(List<String> path, JsonNode value, Source source) {
        put(path, value, source, false);
    }

    /**
     * Merges a value: tables are merged, everything else is replaced where its source allows that.
     *
     * @throws ConfigurationException naming both sources if a table meets a value, or a source does not allow it
     */
    void replace(List<String> path, JsonNode value, Source source) {
        put(path, value, source, true);
    }

    private void put(List<String> path, JsonNode value, Source source, boolean replace) {
        ObjectNode table = root;
        for (int i = 0; i < path.size() - 1; i++) {
            JsonNode child = table.get(path.get(i));
            if (child == null) {
                child = table.putObject(path.get(i));
            } else if (!child.isObject()) {
                throw notATable(path.subList(0, i + 1), source);
            }
            table = (ObjectNode) child;
        }
        put(path, table, value, source, replace);
    }

    private void put(List<String> path, ObjectNode table, JsonNode value, Source source, boolean replace) {
        String name = path.get(path.size() - 1);
        JsonNode present = table.get(name);
        if (value.isObject()) {
            if (present != null && !present.isObject()) {
                throw notATable(path, source);
            }
            ObjectNode child = present == null ? table.putObject(name) : (ObjectNode) present;
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                put(append(path, field.getKey()), child, field.getValue(), source, replace);
            }
            return;
        }
        if (present != null && present.isObject()) {
            throw new ConfigurationException(source.key(), sourcePrefix(source) + "'" + name
                    + "' is a table; set a key in it, or give a table in braces");
        }
        Source other = sources.get(path);
        if (other != null && !present.equals(value) && !(replace && other.replaceable())) {
            throw conflict(path, source, other);
        }
        table.set(name, value);
        sources.put(path, source);
    }

    private static ConfigurationException conflict(List<String> path, Source source, Source other) {
        return new ConfigurationException(source.key(), sourcePrefix(source) + Toml.dotted(path)
                + " has another value than " + other.name() + " gives it; keep one of the two");
    }

    private ConfigurationException notATable(List<String> path, Source source) {
        Source other = sources.get(path);
        return new ConfigurationException(source.key(), sourcePrefix(source) + "'" + path.get(path.size() - 1)
                + "' holds a value" + (other == null || other.key().equals(source.key()) ? "" : " of " + other.name())
                + " and is not a table; give it a value, or set it as a whole");
    }

    private static String sourcePrefix(Source source) {
        return source.name().equals(source.key()) ? "" : source.name() + ": ";
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    /** The keys and where they come from, without the values, which may be secret. */
    @Override
    public String toString() {
        return sources.entrySet().stream().map(entry -> Toml.dotted(entry.getKey()) + " from " + entry.getValue().name())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
