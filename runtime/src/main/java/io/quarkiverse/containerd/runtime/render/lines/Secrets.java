package io.quarkiverse.containerd.runtime.render.lines;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Keeps secrets out of what people are shown: values whose names sound secret, and the user and password of a URL. */
public final class Secrets {

    /** The text in a secret's place. */
    public static final String MASK = "***";

    /** What the names of secrets have in them. A registry's headers may be anything, so all of them count. */
    private static final List<String> NAMES = List.of("auth", "password", "passwd", "passphrase", "token", "secret", "header",
            "credential", "apikey", "api_key", "api-key", "private");
    private static final Pattern URL_USER = Pattern.compile("(\\w+://)[^/@\\s'\"]+@");

    /** What may be a name before its value. */
    private static final Pattern NAME = Pattern.compile("([\\w.'\"-]+)\\s*[=:]");

    private Secrets() {
    }

    /** Whether a value of this name is not to be shown. */
    public static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(lower::contains);
    }

    /** Returns a line of a file that others may have written: what comes after a secret name in it is left out. */
    public static String maskedLine(String line) {
        Matcher name = NAME.matcher(line);
        while (name.find()) {
            if (isSecret(name.group(1))) {
                return masked(line.substring(0, name.end())) + " " + MASK;
            }
        }
        return masked(line);
    }

    /** Returns a text without users and passwords of URLs. */
    public static String masked(String text) {
        return URL_USER.matcher(text).replaceAll("$1" + MASK + "@");
    }

    /** Returns a tree of the same form, whose secrets are masked; what is below a secret name is one. */
    public static JsonNode masked(JsonNode tree) {
        return masked(tree, false);
    }

    /**
     * Returns the value of a path, whose secrets are masked.
     *
     * @param path the names that lead to the value
     */
    public static JsonNode masked(List<String> path, JsonNode value) {
        return masked(value, path.stream().anyMatch(Secrets::isSecret));
    }

    private static JsonNode masked(JsonNode node, boolean secret) {
        if (node instanceof ObjectNode table) {
            ObjectNode shown = table.objectNode();
            for (Map.Entry<String, JsonNode> field : table.properties()) {
                shown.set(field.getKey(), masked(field.getValue(), secret || isSecret(field.getKey())));
            }
            return shown;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode shown = array.arrayNode();
            array.forEach(element -> shown.add(masked(element, secret)));
            return shown;
        }
        if (secret) {
            return TextNode.valueOf(MASK);
        }
        return node.isTextual() ? TextNode.valueOf(masked(node.textValue())) : node;
    }
}
