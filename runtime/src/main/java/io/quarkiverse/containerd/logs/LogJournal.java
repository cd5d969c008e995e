package io.quarkiverse.containerd.logs;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.logs.JournalSink;
import io.quarkiverse.containerd.runtime.logs.VisibleText;

/**
 * Keeps the newest log entries per DN, so that a chatty DN cannot evict the entries of another.
 * <p>
 * Besides the number of entries, the text that one DN keeps is bounded: on average {@value #AVERAGE_ENTRY_LENGTH} characters
 * an entry, so that a foreign program that prints only very long lines cannot fill the memory.
 */
public final class LogJournal {

    static final int AVERAGE_ENTRY_LENGTH = 2048;

    private final int entriesPerDn;
    private final int lineLimit;
    private final InstantSource time;
    // One short critical section orders all entries, and makes backlog and subscription one step.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Shelf> shelves = new HashMap<>();
    private JournalSink[] sinks = {};
    private long sequence;

    /**
     * A journal on the system's clock.
     *
     * @param entriesPerDn how many entries are kept per DN
     * @param lineLimit the longest line of a foreign program, in bytes; longer ones are cut
     * @throws IllegalArgumentException if a number is not positive
     */
    public LogJournal(int entriesPerDn, int lineLimit) {
        this(entriesPerDn, lineLimit, InstantSource.system());
    }

    /**
     * A journal.
     *
     * @param entriesPerDn how many entries are kept per DN
     * @param lineLimit the longest line of a foreign program, in bytes; longer ones are cut
     * @param time gives the time of an entry
     * @throws IllegalArgumentException if a number is not positive
     */
    public LogJournal(int entriesPerDn, int lineLimit, InstantSource time) {
        if (entriesPerDn < 1 || lineLimit < 1) {
            throw new IllegalArgumentException(
                    "The journal needs a positive number of entries per DN and a positive line limit, not "
                            + entriesPerDn + " and " + lineLimit);
        }
        this.entriesPerDn = entriesPerDn;
        this.lineLimit = lineLimit;
        this.time = Objects.requireNonNull(time, "time");
    }

    /** A logger for a DN. */
    public NodeLogger logger(String dn) {
        return new NodeLogger(this, Objects.requireNonNull(dn, "dn"));
    }

    /** The longest line of a foreign program that is not cut, in bytes. */
    public int lineLimit() {
        return lineLimit;
    }

    /** The entries that match a query, oldest first. */
    public List<LogEntry> read(JournalQuery query) {
        List<LogEntry[]> copies;
        lock.lock();
        try {
            copies = copies(query);
        } finally {
            lock.unlock();
        }
        return select(query, copies);
    }

    /**
     * Delivers the entries that match a query: first the backlog, then each new one. No entry between the two is missed or
     * delivered twice.
     *
     * @param capacity how many new entries wait for a slow subscriber; when more come, the oldest of these are lost
     * @param subscriber called on a thread of its own; when it throws, its subscription ends
     */
    public LogSubscription subscribe(JournalQuery query, int capacity, LogSubscriber subscriber) {
        LogSubscription subscription = new LogSubscription(this, query, capacity, subscriber);
        List<LogEntry[]> copies;
        lock.lock();
        try {
            copies = copies(query);
            attachLocked(subscription.sink());
        } finally {
            lock.unlock();
        }
        subscription.start(select(query, copies));
        return subscription;
    }

    public void attach(JournalSink sink) {
        lock.lock();
        try {
            attachLocked(sink);
        } finally {
            lock.unlock();
        }
    }

    public void detach(JournalSink sink) {
        lock.lock();
        try {
            sinks = Arrays.stream(sinks).filter(each -> each != sink).toArray(JournalSink[]::new);
        } finally {
            lock.unlock();
        }
    }

    void append(String dn, Logger.Level level, String message, Map<String, String> fields, Throwable thrown) {
        String text = VisibleText.lines(String.valueOf(message));
        Map<String, String> values = fields == null || fields.isEmpty() ? Map.of() : visible(fields);
        lock.lock();
        try {
            LogEntry entry = new LogEntry(sequence++, time.instant(), dn, level, text, values, thrown);
            shelves.computeIfAbsent(dn, name -> new Shelf()).add(entry);
            for (JournalSink sink : sinks) {
                sink.accept(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    private void attachLocked(JournalSink sink) {
        sinks = Arrays.copyOf(sinks, sinks.length + 1);
        sinks[sinks.length - 1] = sink;
    }

    private List<LogEntry[]> copies(JournalQuery query) {
        List<LogEntry[]> copies = new ArrayList<>();
        if (query.last() > 0) {
            shelves.forEach((dn, shelf) -> {
                if (query.matches(dn)) {
                    copies.add(shelf.entries.toArray(LogEntry[]::new));
                }
            });
        }
        return copies;
    }

    private static List<LogEntry> select(JournalQuery query, List<LogEntry[]> copies) {
        List<LogEntry> matching = new ArrayList<>();
        for (LogEntry[] copy : copies) {
            for (LogEntry entry : copy) {
                if (query.matches(entry)) {
                    matching.add(entry);
                }
            }
        }
        matching.sort(Comparator.comparingLong(LogEntry::sequence));
        int surplus = Math.max(0, matching.size() - query.last());
        return List.copyOf(matching.subList(surplus, matching.size()));
    }

    private static Map<String, String> visible(Map<String, String> fields) {
        Map<String, String> values = new LinkedHashMap<>();
        fields.forEach((key, value) -> values.put(VisibleText.line(key), VisibleText.line(String.valueOf(value))));
        return Collections.unmodifiableMap(values);
    }

    /** The entries of one DN. */
    private final class Shelf {

        private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();
        private final long lengthLimit = (long) entriesPerDn * AVERAGE_ENTRY_LENGTH;
        private long length;

        void add(LogEntry entry) {
            entries.addLast(entry);
            length += length(entry);
            while (entries.size() > entriesPerDn || length > lengthLimit && entries.size() > 1) {
                length -= length(entries.removeFirst());
            }
        }

        private static long length(LogEntry entry) {
            long sum = entry.message().length();
            if (!entry.fields().isEmpty()) {
                for (Map.Entry<String, String> field : entry.fields().entrySet()) {
                    sum += field.getKey().length() + field.getValue().length();
                }
            }
            return sum;
        }
    }
}
