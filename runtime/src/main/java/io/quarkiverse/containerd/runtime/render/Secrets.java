package io.quarkiverse.containerd.runtime.render;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;

/**
 * The values of containerd's configuration and environment that are secret by their names. containerd prints its configuration
 * when it starts, and quotes values that it cannot use. Values of other names are shown: without them nobody could tell what is
 * wrong.
 */
public final class Secrets {

    private static final Pattern NAME = Pattern.compile("(?i).*(password|passwd|secret|token|credential).*|auth");
    private static final String MASK = "***";
    /** What is shorter would mask what it happens to be a part of. */
    private static final int SHORTEST = 4;

    private final List<String> values;

    private Secrets(Stream<String> values) {
        // the longest first, as one may be a part of another
        this.values = values.filter(value -> value.length() >= SHORTEST).flatMap(Secrets::spellings).distinct()
                .sorted(Comparator.comparing(String::length).reversed()).toList();
    }

    /** Returns none. */
    public static Secrets none() {
        return new Secrets(Stream.empty());
    }

    /** Returns those of a configuration and of an environment. */
    public static Secrets of(ConfigTree tree, Map<String, String> environment) {
        return new Secrets(Stream.concat(
                tree.sources().keySet().stream().filter(path -> isSecret(path.get(path.size() - 1)))
                        .map(path -> value(tree.root(), path)).filter(JsonNode::isTextual).map(JsonNode::textValue),
                environment.entrySet().stream().filter(variable -> isSecret(variable.getKey())).map(Map.Entry::getValue)));
    }

    private static boolean isSecret(String name) {
        return NAME.matcher(name).matches();
    }

    private static JsonNode value(JsonNode table, List<String> path) {
        JsonNode value = table;
        for (String name : path) {
            value = value.path(name);
        }
        return value;
    }

    /** As it is, in quotes, and in quotes within quotes. */
    private static Stream<String> spellings(String value) {
        String quoted = quoted(value);
        return Stream.of(value, quoted, quoted(quoted));
    }

    private static String quoted(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Returns a text with all of them masked. */
    public String mask(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }
}
