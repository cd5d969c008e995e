package io.quarkiverse.containerd.runtime.render.toml;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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
    /** What the parser quotes of a value, which may be a secret. */
    private static final Pattern VALUE = Pattern.compile(" \\('.*", Pattern.DOTALL);

    /**
     * Merges the file, which may be written for an older version of the configuration schema.
     *
     * @throws ConfigurationException naming the file, and the line where it is malformed or at odds with what is there
     */
    public void mergeInto(ConfigTree tree, SchemaMigration migration) {
        ObjectNode document = document();
        int schema = schema(document.remove(VERSION), tree.root().get(VERSION).intValue());
        document.properties().stream().flatMap(field -> TomlSetting.in(List.of(field.getKey()), field.getValue()))
                .forEach(setting -> merge(tree, migration.migrate(setting, schema), setting.path()));
    }

    private void merge(ConfigTree tree, TomlSetting setting, List<String> written) {
        try {
            tree.merge(setting.path(), setting.value(), source(path.toString()));
        } catch (ConfigurationException e) {
            tree.merge(setting.path(), setting.value(), source(path + line(written)));
        }
    }

    private static ConfigTree.Source source(String name) {
        return new ConfigTree.Source(ConfigKeys.key(KEY), name, false);
    }

    /** The parser tells no lines; the first lines of the file that have the setting end with it. */
    private String line(List<String> setting) {
        List<String> lines = text.lines().toList();
        return IntStream.rangeClosed(1, lines.size()).filter(count -> has(lines.subList(0, count), setting)).boxed()
                .findFirst().map(line -> ", line " + line).orElse("");
    }

    private static boolean has(List<String> lines, List<String> setting) {
        try {
            JsonNode node = Toml.read(String.join("\n", lines));
            for (String name : setting) {
                node = node.path(name);
            }
            return !node.isMissingNode();
        } catch (JsonProcessingException e) {
            // in the middle of a value of several lines
            return false;
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
            throw notToml(line, VALUE.matcher(e.getOriginalMessage()).replaceAll(""));
        }
    }

    private ConfigurationException notToml(String line, String reason) {
        return new ConfigurationException(ConfigKeys.key(KEY), path + line + ": not TOML: " + reason);
    }

    private int schema(JsonNode version, int rendered) {
        if (version == null) {
            return SchemaMigration.OLDEST;
        }
        if (!version.canConvertToInt() || version.intValue() < SchemaMigration.OLDEST || version.intValue() > rendered) {
            throw new ConfigurationException(ConfigKeys.key(KEY),
                    path + line(List.of(VERSION)) + ": is written for version " + version + " of the configuration schema, but"
                            + " version " + rendered + " is rendered; rewrite it for that version, or for an older one from "
                            + SchemaMigration.OLDEST + " on");
        }
        return version.intValue();
    }

    /** Without the text, which may hold secrets. */
    @Override
    public String toString() {
        return path.toString();
    }
}
