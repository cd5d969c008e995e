package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.LogEntry;

class EntryLogTest {

    private static final String DN = "root.runsc";
    private static final int MOST_ENTRIES = 50;
    private static final int MOST_BYTES = 100_000;

    private final EntryLog log = new EntryLog(DN, MOST_ENTRIES, MOST_BYTES);

    @Test
    void keepsTheNewestOfRandomEntriesAsTheyWere() {
        Random random = new Random(14);
        List<LogEntry> added = new ArrayList<>();
        int dropped = 0;
        for (int i = 0; i < 5_000; i++) {
            LogEntry entry = entry(i, random);
            added.add(entry);
            dropped += log.add(entry);
            List<LogEntry> kept = kept();
            assertThat(kept).hasSizeBetween(1, MOST_ENTRIES).hasSize(i + 1 - dropped);
            assertThat(kept.get(0)).isEqualTo(added.get(dropped));
            assertThat(kept.get(kept.size() - 1)).isEqualTo(entry);
        }

        List<LogEntry> kept = kept();
        List<LogEntry> newest = added.subList(dropped, added.size());
        assertThat(kept).isEqualTo(newest);
        assertThat(kept).extracting(entry -> List.copyOf(entry.fields().keySet()))
                .isEqualTo(newest.stream().map(entry -> List.copyOf(entry.fields().keySet())).toList());
    }

    @Test
    void keepsAnEntryThatIsLargerThanAll() {
        log.add(entry(1, "first", Map.of()));
        assertThat(log.add(entry(2, "x".repeat(2 * MOST_BYTES), Map.of()))).isOne();
        assertThat(kept()).extracting(LogEntry::sequence).containsExactly(2L);
        assertThat(log.add(entry(3, "last", Map.of()))).isOne();
        assertThat(kept()).extracting(LogEntry::message).containsExactly("last");
    }

    @Test
    void aCopyDoesNotChange() {
        log.add(entry(1, "first", Map.of()));
        EntryLog.Copy copy = log.copy();
        for (int i = 2; i < 10 * MOST_ENTRIES; i++) {
            log.add(entry(i, "further", Map.of()));
        }

        List<LogEntry> entries = new ArrayList<>();
        copy.drainTo(entries::add);
        assertThat(entries).extracting(LogEntry::message).containsExactly("first");
    }

    private List<LogEntry> kept() {
        List<LogEntry> entries = new ArrayList<>();
        log.copy().drainTo(entries::add);
        return entries;
    }

    /** Most are short, and some take more than a chunk, or more than all together may take. */
    private static LogEntry entry(int sequence, Random random) {
        int length = random.nextInt(100) == 0 ? random.nextInt(150_000) : random.nextInt(300);
        String message = random.nextInt(5) == 0 ? "\u00fc\u20ac\ud83d\ude00".repeat(length / 4) : "x".repeat(length);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.put("name" + i, "\u00e4" + random.nextInt());
        }
        return new LogEntry(sequence, Instant.ofEpochSecond(random.nextLong(1L << 33), random.nextInt(1_000_000_000)), DN,
                Level.values()[random.nextInt(Level.values().length)], message, fields,
                Stream.of(new Exception()).filter(thrown -> random.nextInt(10) == 0).findAny().orElse(null));
    }

    private static LogEntry entry(int sequence, String message, Map<String, String> fields) {
        return new LogEntry(sequence, Instant.EPOCH, DN, Level.INFO, message, fields, null);
    }
}
