package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Parses the JSON documents of images, within limits for the number of tokens and the nesting. Thread-safe. */
public final class JsonDocuments {

    /** Maximum number of tokens; an index of 10 000 manifests has fewer. */
    private static final int MAX_TOKENS = 300_000;

    /** Maximum length of a text in characters, which take several times as much memory while they are read. */
    private static final int MAX_STRING = 4 * 1024 * 1024;

    private final ObjectMapper mapper;
    private final int depth;

    /** @param depth maximum nesting of objects and arrays in a document */
    public JsonDocuments(int depth) {
        this.depth = depth;
        this.mapper = JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxTokenCount(MAX_TOKENS)
                        .maxNestingDepth(depth)
                        .maxStringLength(MAX_STRING)
                        .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * Parses an object.
     *
     * @param what name of the document for messages
     * @throws ImageException if the bytes are not a JSON object or exceed a limit
     */
    public JsonDocument object(String what, byte[] json) throws ImageException {
        return JsonDocument.object(what, parse(what, json));
    }

    /**
     * Parses an array of objects; {@code null} is an empty one.
     *
     * @param what name of the document for messages
     * @throws ImageException if the bytes are not a JSON array of objects or exceed a limit
     */
    public List<JsonDocument> array(String what, byte[] json) throws ImageException {
        return JsonDocument.objects(what, parse(what, json));
    }

    private JsonNode parse(String what, byte[] json) throws ImageException {
        try {
            JsonNode node = mapper.readTree(json);
            if (node == null || node.isMissingNode()) {
                throw new ImageException(what + " is empty");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new ImageException(
                    what + " is not usable JSON: it has more than " + MAX_TOKENS + " values, or a text of more than "
                            + MAX_STRING + " characters, or more than " + depth + " levels" + DocumentLimits.key("json-depth"),
                    e);
        } catch (IOException e) {
            throw new ImageException(what + " is not usable JSON: " + firstLine(e), e);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).replaceAll("\\[Source: [^;\\]]*; ", "[");
    }
}
