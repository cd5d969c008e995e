package io.quarkiverse.containerd.runtime.render.facts;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/**
 * The facts about a containerd executable that rendering depends on.
 *
 * @param version its version
 * @param ownSchema the version of the configuration schema that its own default has, the newest that it reads
 */
public record ContainerdFacts(ContainerdVersion version, int ownSchema) {

    /** The newest version of the configuration schema that files are rendered in. */
    public static final int NEWEST_SCHEMA = 4;

    /**
     * Reads the schema from what {@code containerd config default} prints.
     *
     * @throws IllegalArgumentException if that is not TOML with a version
     */
    public static ContainerdFacts of(ContainerdVersion version, String defaultConfig) {
        return new ContainerdFacts(version, schema(defaultConfig));
    }

    /** Its keys come before its tables, which are long, and the start of the daemon waits for them to be parsed. */
    private static int schema(String defaultConfig) {
        int firstTable = defaultConfig.indexOf("\n[");
        try {
            return firstTable < 0 ? parse(defaultConfig) : parse(defaultConfig.substring(0, firstTable));
        } catch (IllegalArgumentException e) {
            // what begins with a bracket may be part of a value
            return parse(defaultConfig);
        }
    }

    private static int parse(String document) {
        try {
            JsonNode schema = Toml.read(document).path("version");
            if (schema.canConvertToInt() && schema.intValue() > 0) {
                return schema.intValue();
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The output of config default is not TOML: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("No version of the configuration schema in the output of config default");
    }

    /** Returns the version of the configuration schema to write, the newest that both sides know. */
    public int configSchema() {
        return Math.min(ownSchema, NEWEST_SCHEMA);
    }

    /** Returns a sentence on a file that this containerd migrates at each start, because its version of the schema is older. */
    public Optional<String> migration(int rendered) {
        if (rendered >= ownSchema) {
            return Optional.empty();
        }
        String reason = rendered == NEWEST_SCHEMA ? "the newest known here"
                : "as " + ConfigKeys.key("config-version") + " says";
        return Optional.of("containerd " + version + " has version " + ownSchema + " of the configuration schema: version "
                + rendered + ", " + reason + ", is written, and containerd migrates it at each start.");
    }
}
