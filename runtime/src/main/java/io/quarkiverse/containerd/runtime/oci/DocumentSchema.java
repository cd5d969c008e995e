package io.quarkiverse.containerd.runtime.oci;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The types of the members that containerd reads of a document. It reads documents by Go's {@code encoding/json}: a member
 * of another type makes the whole document unreadable, {@code null} fits every type, unknown members are ignored, and keys
 * match regardless of case. Of keys that differ by case only, other programs may choose another one, so they are refused.
 */
final class DocumentSchema {

    /** A type of a value. */
    @FunctionalInterface
    private interface Type {

        /** @param where the place of the value, for messages */
        void check(String where, JsonNode value) throws ImageException;
    }

    private static final Pattern TIME = Pattern
            .compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})(?:\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

    private static final Type STRING = (where, value) -> require(value.isTextual(), where, "a string");
    private static final Type BOOLEAN = (where, value) -> require(value.isBoolean(), where, "a boolean");
    private static final Type INTEGER = (where, value) -> require(value.isIntegralNumber() && value.canConvertToLong(), where,
            "an integer");
    private static final Type BYTES = (where, value) -> require(value.isTextual() && isBase64(value.textValue()), where,
            "a base64 string");
    private static final Type TIMESTAMP = (where, value) -> require(value.isTextual() && isTime(value.textValue()), where,
            "a time as in RFC 3339");

    private static final Type STRINGS = list(STRING);
    private static final Type STRING_MAP = map(STRING);
    private static final Type SET = map(struct(Map.of()));

    private static final Map<String, Type> PLATFORM = Map.of("architecture", STRING, "os", STRING, "os.version", STRING,
            "os.features", STRINGS, "variant", STRING);
    private static final Type DESCRIPTOR = struct(
            Map.of("mediaType", STRING, "digest", STRING, "size", INTEGER, "urls", STRINGS,
                    "annotations", STRING_MAP, "data", BYTES, "platform", struct(PLATFORM), "artifactType", STRING));
    private static final Map<String, Type> DOCUMENT = Map.of("schemaVersion", INTEGER, "mediaType", STRING, "artifactType",
            STRING, "subject", DESCRIPTOR, "annotations", STRING_MAP);
    private static final Type HISTORY = struct(Map.of("created", TIMESTAMP, "created_by", STRING, "author", STRING, "comment",
            STRING, "empty_layer", BOOLEAN));
    private static final Type RUN = struct(Map.ofEntries(Map.entry("User", STRING), Map.entry("ExposedPorts", SET),
            Map.entry("Env", STRINGS), Map.entry("Entrypoint", STRINGS), Map.entry("Cmd", STRINGS), Map.entry("Volumes", SET),
            Map.entry("WorkingDir", STRING), Map.entry("Labels", STRING_MAP), Map.entry("StopSignal", STRING),
            Map.entry("ArgsEscaped", BOOLEAN)));

    /** An index or a manifest list. */
    static final DocumentSchema INDEX = new DocumentSchema(with(DOCUMENT, Map.of("manifests", list(DESCRIPTOR))));
    /** A manifest. */
    static final DocumentSchema MANIFEST = new DocumentSchema(
            with(DOCUMENT, Map.of("config", DESCRIPTOR, "layers", list(DESCRIPTOR))));
    /** The configuration of an image. */
    static final DocumentSchema CONFIG = new DocumentSchema(with(PLATFORM, Map.of("created", TIMESTAMP, "author", STRING,
            "config", RUN, "rootfs", struct(Map.of("type", STRING, "diff_ids", STRINGS)), "history", list(HISTORY))));

    private final Type type;

    private DocumentSchema(Map<String, Type> members) {
        this.type = struct(members);
    }

    /**
     * Checks the members of a document.
     *
     * @param what name of the document for messages
     * @throws ImageException if containerd could not read it
     */
    void check(String what, JsonNode document) throws ImageException {
        type.check(what, document);
    }

    private static Type struct(Map<String, Type> members) {
        Map<String, Type> byKey = new HashMap<>();
        members.forEach((key, type) -> byKey.put(fold(key), type));
        return (where, value) -> {
            require(value.isObject(), where, "an object");
            Set<String> seen = new HashSet<>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                Type type = byKey.get(fold(member.getKey()));
                String place = where + ", key \"" + member.getKey() + "\"";
                if (type != null && !seen.add(fold(member.getKey()))) {
                    throw new ImageException(place + ": there is another key that differs by case only");
                }
                if (type != null && !member.getValue().isNull()) {
                    type.check(place, member.getValue());
                }
            }
        };
    }

    private static Type list(Type element) {
        return (where, value) -> {
            require(value.isArray(), where, "an array");
            int index = 0;
            for (JsonNode item : value) {
                if (!item.isNull()) {
                    element.check(where + "[" + index + "]", item);
                }
                index++;
            }
        };
    }

    private static Type map(Type element) {
        return (where, value) -> {
            require(value.isObject(), where, "an object");
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                if (!member.getValue().isNull()) {
                    element.check(where + ", key \"" + member.getKey() + "\"", member.getValue());
                }
            }
        };
    }

    private static Map<String, Type> with(Map<String, Type> members, Map<String, Type> more) {
        Map<String, Type> all = new HashMap<>(members);
        all.putAll(more);
        return all;
    }

    /** Folds a key as Go does, which takes the long s and the Kelvin sign for letters. */
    private static String fold(String key) {
        return key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static void require(boolean fits, String where, String wanted) throws ImageException {
        if (!fits) {
            throw new ImageException(where + " is not " + wanted + ", so that containerd could not read the document");
        }
    }

    /** Whether this is base64 with its padding, without which Java takes it, and Go does not. */
    private static boolean isBase64(String text) {
        String line = text.replace("\n", "").replace("\r", "");
        try {
            Base64.getDecoder().decode(line);
            return line.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether this is a time of RFC 3339; Go takes any number of digits after the seconds. */
    private static boolean isTime(String text) {
        Matcher time = TIME.matcher(text);
        try {
            return time.matches() && OffsetDateTime.parse(time.group(1) + time.group(2)) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
