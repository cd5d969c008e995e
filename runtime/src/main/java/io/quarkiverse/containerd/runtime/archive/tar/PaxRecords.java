package io.quarkiverse.containerd.runtime.archive.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of a PAX extended header that are needed for reading: name, link target, size and sparse map. */
final class PaxRecords {

    private static final String SPARSE = "GNU.sparse.";

    private final Map<String, String> values = new HashMap<>();
    /** Runs of sparse format 0.0, which repeats its keys. */
    private final List<Long> runs = new ArrayList<>();

    /** @throws IllegalArgumentException if the bytes are not PAX records */
    static PaxRecords parse(byte[] bytes) {
        PaxRecords records = new PaxRecords();
        int start = 0;
        while (start < bytes.length && bytes[start] != 0) {
            start = records.parseOne(bytes, start);
        }
        return records;
    }

    private int parseOne(byte[] bytes, int start) {
        int space = indexOf(bytes, ' ', start, Math.min(bytes.length, start + 10));
        int end = start + (int) number(new String(bytes, start, space - start, UTF_8));
        if (end <= space + 1 || end > bytes.length || bytes[end - 1] != '\n') {
            throw new IllegalArgumentException("the length of a PAX record is wrong");
        }
        int equals = indexOf(bytes, '=', space, end);
        String key = new String(bytes, space + 1, equals - space - 1, UTF_8);
        String value = new String(bytes, equals + 1, end - equals - 2, UTF_8);
        if (key.equals(SPARSE + "offset") || key.equals(SPARSE + "numbytes")) {
            runs.add(number(value));
        } else {
            values.put(key, value);
        }
        return end;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException("a PAX record is malformed");
    }

    static long number(String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" in a PAX record is not a number", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" in a PAX record is negative");
    }

    boolean isEmpty() {
        return values.isEmpty() && runs.isEmpty();
    }

    Optional<String> name() {
        return value("path");
    }

    /**
     * Returns the real name of a sparse file; its other names are placeholders for readers that do not support
     * sparse files.
     */
    Optional<String> sparseName() {
        return value(SPARSE + "name");
    }

    Optional<String> linkName() {
        return value("linkpath");
    }

    Optional<Long> size() {
        return value("size").map(PaxRecords::number);
    }

    /** Returns the size of a sparse file including its holes. */
    Optional<Long> sparseSize() {
        return value(SPARSE + "realsize").or(() -> value(SPARSE + "size")).map(PaxRecords::number);
    }

    boolean isSparse() {
        return hasSparseMapInBody() || values.containsKey(SPARSE + "map") || !runs.isEmpty()
                || values.containsKey(SPARSE + "numblocks");
    }

    /** Whether the map precedes the bytes of the file, as in format 1.0. */
    boolean hasSparseMapInBody() {
        return "1".equals(values.get(SPARSE + "major"));
    }

    /** Returns offset and length of each run, alternating, in formats 0.0 and 0.1. */
    List<Long> sparseRuns() {
        if (!values.containsKey(SPARSE + "map")) {
            return List.copyOf(runs);
        }
        List<Long> parsed = new ArrayList<>();
        for (String number : values.get(SPARSE + "map").split(",")) {
            parsed.add(number(number));
        }
        return parsed;
    }

    private Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }
}
