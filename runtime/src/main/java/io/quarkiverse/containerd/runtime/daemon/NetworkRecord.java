package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * A record of the network's files that this daemon and its containerd have written, by which a later run tells them from those
 * of others.
 *
 * @param bootId the boot in which it was written
 * @param written the digests of rendered files
 * @param generated the file that containerd makes from a template
 */
record NetworkRecord(String bootId, Map<Path, String> written, Optional<Generated> generated) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    NetworkRecord {
        written = Map.copyOf(written);
    }

    /**
     * A file that only containerd writes: it was not there when containerd was given the template.
     *
     * @param file its path
     * @param template the digest of the template
     * @param digest its digest; empty if it has not been seen yet
     */
    record Generated(Path file, String template, Optional<String> digest) {

        Generated seen(String found) {
            return new Generated(file, template, Optional.of(found));
        }
    }

    NetworkRecord with(Optional<Generated> other) {
        return new NetworkRecord(bootId, written, other);
    }

    /** Reads a record. @return empty if there is none, or it is none */
    static Optional<NetworkRecord> read(Path file) throws IOException {
        try {
            JsonNode json = JSON.readTree(new String(RegularFiles.readOwn(file, MOST_BYTES), StandardCharsets.UTF_8));
            Map<Path, String> written = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : json.path("written").properties()) {
                written.put(Path.of(entry.getKey()), entry.getValue().asText());
            }
            return Optional.of(new NetworkRecord(json.path("bootId").asText(), written, generated(json.path("generated"))));
        } catch (NoSuchFileException | JsonProcessingException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Generated> generated(JsonNode json) {
        return json.isObject()
                ? Optional.of(new Generated(Path.of(json.path("file").asText()), json.path("template").asText(),
                        Optional.ofNullable(json.path("digest").textValue())))
                : Optional.empty();
    }

    /** Writes the record, unless it is there already. */
    void write(Path file) throws HostException {
        ObjectNode json = JSON.createObjectNode();
        json.put("bootId", bootId);
        ObjectNode files = json.putObject("written");
        new TreeMap<>(written).forEach((path, digest) -> files.put(path.toString(), digest));
        generated.ifPresent(made -> {
            ObjectNode object = json.putObject("generated");
            object.put("file", made.file().toString()).put("template", made.template());
            made.digest().ifPresent(digest -> object.put("digest", digest));
        });
        new FileInstaller().install(List.of(new RenderedFile(file, json.toPrettyString() + "\n", PRIVATE)));
    }
}
