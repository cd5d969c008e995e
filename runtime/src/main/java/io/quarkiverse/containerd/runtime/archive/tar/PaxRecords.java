package io.quarkiverse.containerd.runtime.archive.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The records of a PAX extended header that are needed for reading: name, link target, size and sparse map. Other records are
 * not kept.
 */
final class PaxRecords {

    private static final String SPARSE = "GNU.sparse.";
    private static final String MAP = SPARSE + "map";
    private static final Set<String> KEPT = Set.of("path", "linkpath", "size", SPARSE + "name", SPARSE + "realsize",
            SPARSE + "size", SPARSE + "major", SPARSE + "numblocks");
    private static final int LONGEST_KEY = 32;
    private static final int LONGEST_NUMBER = 19;

    private final Map<String, String> values = new HashMap<>();
    private final Supplier<SparseRuns> newRuns;
    /** The runs of sparse format 0.0, which repeats its keys. */
    private final SparseRuns repeated;
    /** The runs of sparse format 0.1, which has a key for all; null if it is missing. */
    private SparseRuns map;
    private boolean empty = true;

    private PaxRecords(Supplier<SparseRuns> newRuns) {
        this.newRuns = newRuns;
        this.repeated = newRuns.get();
    }

    /**
     * Parses the body of an extended header.
     *
     * @param newRuns creates the collection of the runs of a sparse file
     * @throws IllegalArgumentException if the bytes are not PAX records, or a name or the number of runs exceeds its limit
     */
    static PaxRecords parse(byte[] bytes, Supplier<SparseRuns> newRuns) {
        PaxRecords records = new PaxRecords(newRuns);
        int start = 0;
        while (start < bytes.length && bytes[start] != 0) {
            start = records.parseOne(bytes, start);
        }
        return records;
    }

    /** Returns the records of an entry without an extended header. */
    static PaxRecords none() {
        return new PaxRecords(() -> new SparseRuns(0, 0));
    }

    private int parseOne(byte[] bytes, int start) {
        int space = indexOf(bytes, ' ', start, Math.min(bytes.length, start + 10));
        int end = start + (int) number(new String(bytes, start, space - start, UTF_8));
        if (end <= space + 1 || end > bytes.length || bytes[end - 1] != '\n') {
            throw new IllegalArgumentException("the length of a PAX record is wrong");
        }
        int equals = indexOf(bytes, '=', space, end);
        empty = false;
        if (equals - space - 1 <= LONGEST_KEY) {
            add(new String(bytes, space + 1, equals - space - 1, UTF_8), bytes, equals + 1, end - 1);
        }
        return end;
    }

    private void add(String key, byte[] bytes, int from, int to) {
        if (key.equals(MAP)) {
            map = map(bytes, from, to);
        } else if (key.equals(SPARSE + "offset") || key.equals(SPARSE + "numbytes")) {
            repeated.add(number(bytes, from, to));
        } else if (KEPT.contains(key)) {
            values.put(key, EntryNames.decode(bytes, from, to));
        }
    }

    private SparseRuns map(byte[] bytes, int from, int to) {
        SparseRuns runs = newRuns.get();
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at == to || bytes[at] == ',') {
                runs.add(number(bytes, start, at));
                start = at + 1;
            }
        }
        return runs;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException("a PAX record is malformed");
    }

    private static long number(byte[] bytes, int from, int to) {
        if (to - from > LONGEST_NUMBER) {
            throw new IllegalArgumentException("a number in a PAX record is too long");
        }
        return number(new String(bytes, from, to - from, UTF_8));
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
        return empty;
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
        return hasSparseMapInBody() || map != null || !repeated.isEmpty() || values.containsKey(SPARSE + "numblocks");
    }

    /** Whether the map precedes the bytes of the file, as in format 1.0. */
    boolean hasSparseMapInBody() {
        return "1".equals(values.get(SPARSE + "major"));
    }

    /** Returns the runs of formats 0.0 and 0.1. */
    SparseRuns sparseRuns() {
        return map != null ? map : repeated;
    }

    private Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }
}
