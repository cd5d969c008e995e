package io.quarkiverse.containerd.runtime.logs;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Lines that are an object of JSON. */
public final class JsonLine {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLine() {
    }

    /** Returns the members and their values as text, in order; empty if the line was cut short, or only looks like JSON. */
    public static Map<String, String> parse(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            JsonNode object = JSON.readTree(line);
            object.properties().forEach(field -> values.put(field.getKey(),
                    field.getValue().isValueNode() ? field.getValue().asText() : field.getValue().toString()));
        } catch (JsonProcessingException e) {
            values.clear();
        }
        return values;
    }
}
