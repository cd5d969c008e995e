package io.quarkiverse.containerd.runtime.oci;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * A JSON object of an image, read by the rules of the programs that usually write and read images: keys are matched
 * regardless of case, {@code null} counts as absent, unknown keys are ignored, a value of the wrong type is an error.
 */
public final class JsonDocument {

    private final String what;
    private final JsonNode node;

    private JsonDocument(String what, JsonNode node) {
        this.what = what;
        this.node = node;
    }

    static JsonDocument object(String what, JsonNode node) throws ImageException {
        if (!node.isObject()) {
            throw new ImageException(what + " is not a JSON object");
        }
        return new JsonDocument(what, node);
    }

    /** Returns the name of the document for messages. */
    String what() {
        return what;
    }

    /** Whether the key has a value other than {@code null} that is not an empty object or array. */
    boolean has(String key) {
        JsonNode value = find(key);
        return value != null && !(value.isContainerNode() && value.isEmpty());
    }

    /** Whether the key has a value other than {@code null}. */
    boolean hasKey(String key) {
        return find(key) != null;
    }

    /** Returns the text of a key; empty if absent. */
    public String text(String key) throws ImageException {
        JsonNode value = find(key);
        if (value == null) {
            return "";
        }
        return textual(key, value);
    }

    /** Returns the integer of a key; 0 if absent. */
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

    /** Returns the object of a key; an empty object if absent. */
    public JsonDocument child(String key) throws ImageException {
        JsonNode value = find(key);
        String childName = what + ", key \"" + key + "\"";
        if (value == null) {
            return new JsonDocument(childName, JsonNodeFactory.instance.objectNode());
        }
        if (!value.isObject()) {
            throw wrongType(key, "an object");
        }
        return new JsonDocument(childName, value);
    }

    /** Returns the objects of an array; empty if absent. */
    public List<JsonDocument> children(String key) throws ImageException {
        JsonNode value = find(key);
        return value == null ? List.of() : objects(what + ", key \"" + key + "\"", value);
    }

    /** Returns the objects of an array, an empty one in the place of {@code null}; empty if absent. */
    List<JsonDocument> childrenOrNull(String key) throws ImageException {
        JsonNode value = find(key);
        if (value == null || !value.isArray()) {
            return children(key);
        }
        ArrayNode filled = JsonNodeFactory.instance.arrayNode();
        value.forEach(element -> filled.add(element.isNull() ? JsonNodeFactory.instance.objectNode() : element));
        return objects(what + ", key \"" + key + "\"", filled);
    }

    /** Returns the texts of an array; empty if absent. */
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

    /** Returns the texts of an object, in order; empty if absent. */
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

    static List<JsonDocument> objects(String what, JsonNode array) throws ImageException {
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
