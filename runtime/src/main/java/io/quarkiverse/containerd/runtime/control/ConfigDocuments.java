package io.quarkiverse.containerd.runtime.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.daemon.CurrentInstallation;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The rendered configuration as a document, without secrets. */
final class ConfigDocuments {

    private static final String MASK = "***";
    private static final List<String> SECRETS = List.of("auth", "password", "token", "secret", "header", "credential");
    /** A user or a password in a URL. */
    private static final Pattern URL_USER = Pattern.compile("(\\w+://)[^/@\\s]+@");

    /** The key of a line of TOML or JSON, and what separates it from its value. */
    private static final Pattern ASSIGNMENT = Pattern.compile("([^=:]+?)(\\s*[=:]\\s*).*");

    private ConfigDocuments() {
    }

    static ObjectNode config(CurrentInstallation installation) {
        Rendering rendering = installation.rendering();
        ObjectNode document = NodeDocuments.document();
        ArrayNode values = document.putArray("values");
        rendering.tree().sources().forEach((path, source) -> values.addObject().put("path", Toml.dotted(path))
                .put("from", source.name()).set("value", masked(path, value(rendering.tree(), path))));
        ArrayNode files = document.putArray("files");
        Stream.concat(rendering.files().stream(), rendering.registries().files().stream())
                .forEach(file -> add(files.addObject(), file));
        return document;
    }

    static ObjectNode host(CurrentInstallation installation) {
        Rendering rendering = installation.rendering();
        ObjectNode document = NodeDocuments.document()
                .put("executable", installation.executable().toString())
                .put("version", installation.version().toString())
                .put("snapshotter", rendering.snapshotter());
        addAll(document.putArray("notes"), rendering.notes());
        addAll(document.putArray("adaptations"), rendering.adaptations());
        addAll(document.putArray("warnings"), rendering.warnings());
        return document;
    }

    private static void addAll(ArrayNode array, List<String> sentences) {
        sentences.forEach(array::add);
    }

    private static JsonNode value(ConfigTree tree, List<String> path) {
        JsonNode node = tree.root();
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    private static JsonNode masked(List<String> path, JsonNode value) {
        if (path.stream().anyMatch(ConfigDocuments::isSecret)) {
            return TextNode.valueOf(MASK);
        }
        return value.isTextual() ? TextNode.valueOf(withoutUser(value.textValue())) : value;
    }

    private static void add(ObjectNode document, RenderedFile file) {
        ArrayNode lines = document.put("path", file.path().toString()).putArray("lines");
        masked(file.content()).forEach(lines::add);
    }

    /** The value of a line whose key, or table, sounds secret is left out; of headers that is any. */
    static List<String> masked(String text) {
        List<String> lines = new ArrayList<>();
        boolean secretTable = false;
        for (String line : text.lines().toList()) {
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (line.startsWith("[")) {
                secretTable = isSecret(line);
            }
            if (!line.startsWith("[") && assignment.matches() && (secretTable || isSecret(assignment.group(1)))) {
                lines.add(assignment.group(1) + assignment.group(2) + MASK);
            } else {
                lines.add(withoutUser(line));
            }
        }
        return lines;
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRETS.stream().anyMatch(lower::contains);
    }

    private static String withoutUser(String text) {
        return URL_USER.matcher(text).replaceAll("$1" + MASK + "@");
    }
}
