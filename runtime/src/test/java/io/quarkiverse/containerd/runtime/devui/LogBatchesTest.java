package io.quarkiverse.containerd.runtime.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.documents.LogDocuments;

class LogBatchesTest {

    private final LogBatches batches = new LogBatches(
            new LogDocuments(JournalQuery.tree("root"), Instant.MIN, "line"), 3_000);

    @Test
    void batchesAreBounded() {
        enter(2_500);
        assertThat(messages(batches.next().orElseThrow())).hasSize(2_000).startsWith("line 0");
        assertThat(messages(batches.next().orElseThrow())).hasSize(500).endsWith("line 2499");
        assertThat(batches.next()).isEmpty();
    }

    @Test
    void theOldestThatDoNotFitAreCounted() {
        enter(3_005);
        batches.onDropped(7);
        Map<String, Object> batch = batches.next().orElseThrow();
        assertThat(batch).containsEntry("dropped", 12L);
        assertThat(messages(batch)).startsWith("line 5");
        assertThat(batches.next().orElseThrow()).containsEntry("dropped", 0L);
    }

    @Test
    void aSignOfLifeComesNowAndThen() {
        batches.onEntry(entry("something else"));
        assertThat(Stream.generate(batches::next).limit(40).filter(Optional::isPresent)).hasSize(2);
    }

    private void enter(int count) {
        for (int i = 0; i < count; i++) {
            batches.onEntry(entry("line " + i));
        }
    }

    private static LogEntry entry(String message) {
        return new LogEntry(0, Instant.EPOCH, "root", Level.INFO, message, Map.of(), null);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> messages(Map<String, Object> batch) {
        return ((List<Map<String, Object>>) batch.get("entries")).stream().map(entry -> entry.get("message")).toList();
    }
}
