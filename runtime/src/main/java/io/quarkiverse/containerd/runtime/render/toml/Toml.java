package io.quarkiverse.containerd.runtime.render.toml;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;

/** Reads and writes TOML as trees. */
public final class Toml {

    /** 1.0 must stay a floating point number: containerd takes no integer in its place. */
    private static final TomlMapper MAPPER = TomlMapper.builder().disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String VALUE = "value";
    /** A number that nobody writes by chance: what a dotted key leads to when it has been parsed as nothing but a key. */
    private static final long MARK = 7_310_254_119_066_301L;
    private static final Pattern STRINGS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'");
    /** The parser of Jackson 2.21 silently drops leading digits of longer integers. */
    private static final Pattern LONG_INTEGERS = Pattern.compile("(?<![\\d.])\\d{19,}(?![\\d.eE])");
    private static final Pattern COMMENT = Pattern.compile("#.*");
    private static final BigInteger MIN_INTEGER = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_INTEGER = BigInteger.valueOf(Long.MAX_VALUE);

    private Toml() {
    }

    public static ObjectNode table() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array(Collection<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** Merges a table into another: tables are merged, everything else is replaced. Anything but a table adds nothing. */
    public static void merge(ObjectNode into, JsonNode table) {
        for (Map.Entry<String, JsonNode> field : table.properties()) {
            if (field.getValue().isObject() && into.get(field.getKey()) instanceof ObjectNode present) {
                merge(present, field.getValue());
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }

    public static String write(ObjectNode tree) {
        try {
            // the writer takes an empty document for an empty inline table
            return tree.isEmpty() ? "" : MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of tables, arrays and scalars is always TOML", e);
        }
    }

    /** @throws JsonProcessingException with the line of the text that is not TOML */
    public static ObjectNode read(String text) throws JsonProcessingException {
        return (ObjectNode) MAPPER.readTree(text);
    }

    /** The first line with an integer that the parser would cut. */
    static OptionalInt lineOfLongInteger(String text) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> LONG_INTEGERS.matcher(COMMENT.matcher(STRINGS.matcher(lines.get(i)).replaceAll("")).replaceAll("")
                        .replace("_", "")).find())
                .map(i -> i + 1).findFirst();
    }

    /** The segments of a key as TOML writes them, joined by dots. */
    public static String dotted(List<String> path) {
        return path.stream().map(segment -> BARE.matcher(segment).matches() ? segment
                : "'" + segment + "'").collect(Collectors.joining("."));
    }

    /**
     * Reads a configured value, which may be a secret, as TOML; a bare word that is not TOML is a string, and so are the
     * non-finite numbers, which no
     * setting of containerd takes.
     *
     * @throws ConfigurationException naming the key if a value that opens with a quote or bracket is malformed, or a number
     *         does not fit into 64 bits
     */
    public static JsonNode value(String key, String text) {
        String stripped = text.strip();
        JsonNode node;
        try {
            JsonNode document = MAPPER.readTree(VALUE + " = " + stripped);
            node = document.size() == 1 ? document.get(VALUE) : TextNode.valueOf(text);
        } catch (JsonProcessingException e) {
            if (!stripped.isEmpty() && "\"'[{".indexOf(stripped.charAt(0)) >= 0) {
                throw new ConfigurationException(key,
                        "its value is not a TOML value; close the quote or bracket, or quote the whole");
            }
            return TextNode.valueOf(text);
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            return TextNode.valueOf(text);
        }
        if (!node.isTextual() && LONG_INTEGERS.matcher(STRINGS.matcher(stripped).replaceAll("").replace("_", "")).find()) {
            throw new ConfigurationException(key,
                    "its value has an integer of more than 18 digits; quote it to make it a string");
        }
        requireNumbersFit(key, node);
        return node;
    }

    private static void requireNumbersFit(String key, JsonNode node) {
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw new ConfigurationException(key,
                    "a number of its value does not fit into a floating point number; quote it to make it a string");
        }
        if (node.isIntegralNumber()) {
            BigInteger number = node.bigIntegerValue();
            if (number.compareTo(MIN_INTEGER) < 0 || number.compareTo(MAX_INTEGER) > 0) {
                throw new ConfigurationException(key,
                        "a number of its value does not fit into 64 bits; quote it to make it a string");
            }
        }
        node.forEach(child -> requireNumbersFit(key, child));
    }

    /**
     * Splits a TOML dotted key into its segments.
     *
     * @throws ConfigurationException naming the configuration key if it is not a TOML dotted key
     */
    static List<String> dottedKey(String key, String dotted) {
        List<String> segments = new ArrayList<>();
        try {
            JsonNode node = dotted.indexOf('\n') >= 0 ? null : MAPPER.readTree(dotted + " = " + MARK);
            while (node != null && node.isObject() && node.size() == 1) {
                String name = node.fieldNames().next();
                segments.add(name);
                node = node.get(name);
            }
            if (node != null && node.isIntegralNumber() && node.longValue() == MARK) {
                return segments;
            }
        } catch (JsonProcessingException e) {
            // told below, together with everything else that is TOML but no key
        }
        throw new ConfigurationException(key,
                "'" + dotted
                        + "' is not a TOML dotted key; put segments with dots in quotes: plugins.'io.containerd.grpc.v1.cri'.enable_selinux");
    }
}
