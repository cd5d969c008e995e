package io.quarkiverse.containerd.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A JSON object of an image, read by the rules of the programs that write and read images elsewhere: keys match whatever their
 * case, {@code null} is as good as absent, unknown keys are ignored, a value of the wrong type is an error. The number of
 * tokens
 * and the nesting are bounded.
 */
public final class JsonDocument {

    private static final int MAX_TOKENS = 1_000_000;
    private static final int MAX_NESTING = 100;
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxTokenCount(MAX_TOKENS)
                    .maxNestingDepth(MAX_NESTING)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String what;
    private final JsonNode node;

    private JsonDocument(String what, JsonNode node) {
        this.what = what;
        this.node = node;
    }

    /**
     * Parses an object.
     *
     * @param what what the document is, for messages
     * @throws ImageException if the bytes are no JSON object, or one beyond the bounds
     */
    public static JsonDocument object(String what, byte[] json) throws ImageException {
        JsonNode node = parse(what, json);
        if (!node.isObject()) {
            throw new ImageException(what + " is not a JSON object");
        }
        return new JsonDocument(what, node);
    }

    /**
     * Parses an array of objects; {@code null} is an empty one.
     *
     * @param what what the document is, for messages
     * @throws ImageException if the bytes are no JSON array of objects, or one beyond the bounds
     */
    public static List<JsonDocument> array(String what, byte[] json) throws ImageException {
        return objects(what, parse(what, json));
    }

    private static JsonNode parse(String what, byte[] json) throws ImageException {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node == null || node.isMissingNode()) {
                throw new ImageException(what + " is empty");
            }
            return node;
        } catch (IOException e) {
            throw new ImageException(what + " is not usable JSON: " + firstLine(e), e);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** What the document is, for messages. */
    public String what() {
        return what;
    }

    /** Whether the key is there with a value other than {@code null} and, for a container, is not empty. */
    public boolean has(String key) {
        JsonNode value = find(key);
        return value != null && !(value.isContainerNode() && value.isEmpty());
    }

    /** Whether the key is there with a value other than {@code null}. */
    public boolean hasKey(String key) {
        return find(key) != null;
    }

    /** The text of a key; empty if absent. */
    public String text(String key) throws ImageException {
        JsonNode value = find(key);
        if (value == null) {
            return "";
        }
        return textual(key, value);
    }

    /** The integer of a key; 0 if absent. */
    public long integer(String key) throws ImageException {
        JsonNode value = find(key);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrongType(key, "an integer");
        }
        return value.longValue();
    }

    /** The object of a key; an empty object if absent. */
    public JsonDocument child(String key) throws ImageException {
        JsonNode value = find(key);
        String childName = what + ", key \"" + key + "\"";
        if (value == null) {
            return new JsonDocument(childName, MAPPER.createObjectNode());
        }
        if (!value.isObject()) {
            throw wrongType(key, "an object");
        }
        return new JsonDocument(childName, value);
    }

    /** The objects of an array; empty if absent. */
    public List<JsonDocument> children(String key) throws ImageException {
        JsonNode value = find(key);
        return value == null ? List.of() : objects(what + ", key \"" + key + "\"", value);
    }

    /** The texts of an array; empty if absent. */
    public List<String> texts(String key) throws ImageException {
        JsonNode value = find(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(key, "an array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            texts.add(element.isNull() ? "" : textual(key, element));
        }
        return List.copyOf(texts);
    }

    /** The texts of an object, in order; empty if absent. */
    public Map<String, String> textMap(String key) throws ImageException {
        JsonNode value = find(key);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw wrongType(key, "an object of strings");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            texts.put(field.getKey(), field.getValue().isNull() ? "" : textual(key, field.getValue()));
        }
        return texts;
    }

    private static List<JsonDocument> objects(String what, JsonNode array) throws ImageException {
        if (array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw new ImageException(what + " is not a JSON array");
        }
        List<JsonDocument> objects = new ArrayList<>();
        for (JsonNode element : array) {
            String name = what + "[" + objects.size() + "]";
            if (!element.isObject()) {
                throw new ImageException(name + " is not a JSON object");
            }
            objects.add(new JsonDocument(name, element));
        }
        return objects;
    }

    private JsonNode find(String key) {
        JsonNode exact = node.get(key);
        if (exact != null) {
            return exact.isNull() ? null : exact;
        }
        Iterator<String> names = node.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (name.equalsIgnoreCase(key)) {
                JsonNode value = node.get(name);
                return value.isNull() ? null : value;
            }
        }
        return null;
    }

    private String textual(String key, JsonNode value) throws ImageException {
        if (!value.isTextual()) {
            throw wrongType(key, "a string");
        }
        return value.textValue();
    }

    private ImageException wrongType(String key, String wanted) {
        return new ImageException(what + ": \"" + key + "\" is not " + wanted);
    }
}
