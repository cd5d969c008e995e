package io.quarkiverse.containerd.runtime.documents;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.ConfigDump;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.runtime.render.lines.Secrets;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The rendered configuration as a document, without secrets. */
public final class ConfigDocuments {

    private ConfigDocuments() {
    }

    /** Returns the values of containerd's file, and all files line by line, each with the key it comes from. */
    public static ObjectNode config(Rendering rendering) {
        ObjectNode document = NodeDocuments.document();
        ArrayNode values = document.putArray("values");
        rendering.tree().sources().forEach((path, source) -> values.addObject().put("path", Toml.dotted(path))
                .put("from", source.name()).set("value", Secrets.masked(path, rendering.tree().value(path))));
        ArrayNode files = document.putArray("files");
        files(rendering).forEach(file -> add(files.addObject(), file));
        ObjectNode environment = document.putObject("environment");
        new TreeMap<>(rendering.environment()).forEach((name, value) -> environment.put(name,
                Secrets.isSecret(name) ? Secrets.MASK : Secrets.masked(value)));
        return document;
    }

    /** Returns all files, those of registries last. */
    public static Stream<RenderedFile> files(Rendering rendering) {
        return Stream.concat(rendering.files().stream(), rendering.registries().files().stream());
    }

    /** Adds what containerd has dropped or changed of its own file. */
    public static ObjectNode addDifferences(ObjectNode document, List<ConfigDump.Difference> differences) {
        ArrayNode array = document.putArray("differences");
        differences.forEach(difference -> array.addObject().put("from", difference.source()).put("path", difference.tomlKey())
                .put("dropped", difference.dropped()).put("message", difference.toString()));
        return document;
    }

    private static void add(ObjectNode document, RenderedFile file) {
        ArrayNode lines = document.put("path", file.path().toString())
                .put("mode", PosixFilePermissions.toString(file.mode())).putArray("lines");
        file.lines().forEach(line -> add(lines.addObject(), line));
    }

    private static void add(ObjectNode document, RenderedLine line) {
        document.put("text", line.shown());
        line.source().ifPresent(source -> document.put("from", source));
    }
}
