package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Parses the JSON documents of images, within limits for the number of tokens and the nesting. Those that only this program
 * reads are read leniently; those that containerd stores and reads later as strictly as it reads them. Thread-safe.
 */
public final class JsonDocuments {

    /** Maximum number of tokens; an index of 10 000 manifests has fewer. */
    private static final int MAX_TOKENS = 300_000;

    /** Maximum length of a text in characters, which take several times as much memory while they are read. */
    private static final int MAX_STRING = 4 * 1024 * 1024;

    private static final int MAX_NUMBER = 1000;
    private static final int MAX_KEY = 50_000;

    private final ObjectMapper first;
    private final ObjectMapper lenient;
    private final ObjectMapper strict;
    private final int depth;

    /** @param depth maximum nesting of objects and arrays in a document */
    public JsonDocuments(int depth) {
        this.depth = depth;
        this.first = mapper(depth, false).build();
        this.lenient = mapper(depth, false).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        this.strict = mapper(depth, true).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    }

    private static JsonMapper.Builder mapper(int depth, boolean distinctKeys) {
        return JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxTokenCount(MAX_TOKENS)
                        .maxNestingDepth(depth)
                        .maxStringLength(MAX_STRING)
                        .maxNumberLength(MAX_NUMBER)
                        .maxNameLength(MAX_KEY)
                        .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, distinctKeys)
                .build());
    }

    /**
     * Parses an object.
     *
     * @param what name of the document for messages
     * @throws ImageException if the bytes are not a JSON object or exceed a limit
     */
    public JsonDocument object(String what, byte[] json) throws ImageException {
        return JsonDocument.object(what, parse(what, lenient, json));
    }

    /**
     * Parses an object, whatever follows it, as containerd reads the files of an archive that it does not store.
     *
     * @param what name of the document for messages
     * @throws ImageException if the bytes do not start with a JSON object, or exceed a limit
     */
    public JsonDocument firstObject(String what, byte[] json) throws ImageException {
        return JsonDocument.object(what, parse(what, first, json));
    }

    /**
     * Parses a document that is to be stored.
     *
     * @param what name of the document for messages
     * @param schema the members that containerd reads
     * @throws ImageException if containerd could not read the document, or it exceeds a limit
     */
    JsonDocument stored(String what, byte[] json, DocumentSchema schema) throws ImageException {
        requireUtf8(what, json);
        JsonNode node = parse(what, strict, json);
        JsonDocument document = JsonDocument.object(what, node);
        schema.check(what, node);
        return document;
    }

    /** Other encodings of Unicode are recognized by zero bytes, or by the mark that no document may start with. */
    private static void requireUtf8(String what, byte[] json) throws ImageException {
        if (startsWith(json, 0xef, 0xbb, 0xbf) || startsWith(json, 0xfe, 0xff) || startsWith(json, 0xff, 0xfe)) {
            throw new ImageException(what + " starts with a byte order mark, which containerd cannot read");
        }
        if (json.length > 1 && (json[0] == 0 || json[1] == 0)) {
            throw new ImageException(what + " is not encoded in UTF-8, the only encoding that containerd can read");
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Parses an array of objects, whatever follows it, as containerd reads the files of an archive that it does not store;
     * {@code null} is an empty one.
     *
     * @param what name of the document for messages
     * @throws ImageException if the bytes do not start with a JSON array of objects, or exceed a limit
     */
    public List<JsonDocument> firstArray(String what, byte[] json) throws ImageException {
        return JsonDocument.objects(what, parse(what, first, json));
    }

    private JsonNode parse(String what, ObjectMapper mapper, byte[] json) throws ImageException {
        try {
            JsonNode node = mapper.readTree(json);
            if (node == null || node.isMissingNode()) {
                throw new ImageException(what + " is empty");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new ImageException(what + " is not usable JSON: it has more than " + exceeded(e.getOriginalMessage()), e);
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new ImageException(what + " is not usable JSON" + (location == null ? ""
                    : " at line " + location.getLineNr() + ", column " + location.getColumnNr())
                    + (e.getOriginalMessage().startsWith("Duplicate") ? ": the key is there twice" : ""), e);
        } catch (IOException e) {
            throw new ImageException(what + " is not usable JSON", e);
        }
    }

    /** Returns the limit that was exceeded, by the parser's words for it. */
    private String exceeded(String message) {
        if (message.contains("nesting depth")) {
            return depth + " levels" + DocumentLimits.key("json-depth");
        }
        return fixed(message) + DocumentLimits.FIXED;
    }

    private static String fixed(String message) {
        if (message.contains("Token count")) {
            return MAX_TOKENS + " values";
        }
        if (message.startsWith("Number")) {
            return MAX_NUMBER + " digits in a number";
        }
        return message.startsWith("Name") ? MAX_KEY + " characters in a key" : MAX_STRING + " characters in a text";
    }
}
