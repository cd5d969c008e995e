package io.quarkiverse.containerd.runtime.render.toml;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;

/**
 * A user's TOML file that is merged into containerd's configuration.
 *
 * @param path the file, for messages
 * @param text what stands in it
 */
public record ConfigFragment(Path path, String text) {

    public static final String KEY = "config-fragments";
    private static final String VERSION = "version";

    /** @throws ConfigurationException naming the file, and the line where it is malformed or at odds with what is there */
    public void mergeInto(ConfigTree tree) {
        ObjectNode document = document();
        requireSchema(document.get(VERSION), tree.root().get(VERSION).intValue());
        ConfigTree.Source source = new ConfigTree.Source(ConfigKeys.key(KEY), path.toString(), false);
        for (Map.Entry<String, JsonNode> field : document.properties()) {
            tree.merge(List.of(field.getKey()), field.getValue(), source);
        }
    }

    /** @throws ConfigurationException naming the file, and the line where it is malformed */
    ObjectNode document() {
        OptionalInt unreadable = Toml.lineOfLongInteger(text);
        if (unreadable.isPresent()) {
            throw notToml(", line " + unreadable.getAsInt(), "an integer of more than 18 digits");
        }
        try {
            return Toml.read(text);
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw notToml(line, e.getOriginalMessage());
        }
    }

    private ConfigurationException notToml(String line, String reason) {
        return new ConfigurationException(ConfigKeys.key(KEY), path + line + ": not TOML: " + reason);
    }

    private void requireSchema(JsonNode version, int schema) {
        if (version != null && !(version.isIntegralNumber() && version.intValue() == schema)) {
            throw new ConfigurationException(ConfigKeys.key(KEY),
                    path + ": is written for version " + version + " of the configuration schema, but version " + schema
                            + " is rendered; rewrite it, or set " + ConfigKeys.key("config-version"));
        }
    }

    /** Without the text, which may hold secrets. */
    @Override
    public String toString() {
        return path.toString();
    }
}
