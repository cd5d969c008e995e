package io.quarkiverse.containerd.runtime.devui;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogSubscriber;
import io.quarkiverse.containerd.runtime.documents.LogDocuments;

/**
 * Entries of the journal in batches, as a page would not keep up with a message for each. What does not fit is dropped, the
 * oldest first, and counted. Safe for use by several threads.
 */
final class LogBatches implements LogSubscriber {

    /** The time between two batches. */
    static final Duration PERIOD = Duration.ofMillis(200);
    private static final int HEARTBEAT_PERIODS = 20;
    private static final int LARGEST_BATCH = 2_000;

    private final LogDocuments selected;
    private final int capacity;
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private long dropped;
    private int quiet;

    /** @param capacity the number of entries that wait for the next batches */
    LogBatches(LogDocuments selected, int capacity) {
        this.selected = selected;
        this.capacity = capacity;
    }

    @Override
    public synchronized void onEntry(LogEntry entry) {
        if (!selected.matches(entry)) {
            return;
        }
        if (entries.size() == capacity) {
            entries.remove();
            dropped++;
        }
        entries.add(entry);
    }

    @Override
    public synchronized void onDropped(long count) {
        dropped += count;
    }

    /** Returns the next batch; empty if nothing has come, but for a sign of life from time to time. */
    synchronized Optional<Map<String, Object>> next() {
        boolean news = !entries.isEmpty() || dropped > 0;
        quiet = news ? 0 : (quiet + 1) % HEARTBEAT_PERIODS;
        if (!news && quiet > 0) {
            return Optional.empty();
        }
        List<Map<String, Object>> batch = new ArrayList<>();
        while (!entries.isEmpty() && batch.size() < LARGEST_BATCH) {
            batch.add(Answer.map(LogDocuments.entry(entries.remove())));
        }
        long missing = dropped;
        dropped = 0;
        return Optional.of(Map.of("entries", batch, "dropped", missing));
    }
}
