package io.quarkiverse.containerd.runtime.logs;

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

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.LogSubscriber;
import io.quarkiverse.containerd.logs.LogSubscription;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/**
 * A journal in memory.
 * <p>
 * Besides the number of entries, the text kept per DN is bounded, to {@value #AVERAGE_ENTRY_LENGTH} characters an entry on
 * average, so that a foreign program that prints only very long lines cannot fill the memory.
 */
public final class MemoryJournal implements LogJournal {

    static final int AVERAGE_ENTRY_LENGTH = 2048;
    private static final int LONGEST_TEXT = 16 * 1024;

    private final int entriesPerDn;
    private final int lineLimit;
    private final int longestText;
    private final InstantSource time;
    private final LogCounters counters = new LogCounters();
    // One short critical section orders all entries, and takes the backlog of a subscription and attaches it in one step.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, DnLog> logs = new HashMap<>();
    private Sink[] sinks = {};
    private long sequence;

    /**
     * A journal on the system's clock.
     *
     * @param entriesPerDn the number of entries kept per DN
     * @param lineLimit the longest line of a foreign program, in bytes; longer lines are cut
     * @throws IllegalArgumentException if a number is not positive
     */
    public MemoryJournal(int entriesPerDn, int lineLimit) {
        this(entriesPerDn, lineLimit, InstantSource.system());
    }

    /**
     * A journal.
     *
     * @param entriesPerDn the number of entries kept per DN
     * @param lineLimit the longest line of a foreign program, in bytes; longer lines are cut
     * @param time the source of the entries' times
     * @throws IllegalArgumentException if a number is not positive
     */
    public MemoryJournal(int entriesPerDn, int lineLimit, InstantSource time) {
        if (entriesPerDn < 1 || lineLimit < 1) {
            throw new IllegalArgumentException(
                    "The journal needs a positive number of entries per DN and a positive line limit, not "
                            + entriesPerDn + " and " + lineLimit);
        }
        this.entriesPerDn = entriesPerDn;
        this.lineLimit = lineLimit;
        this.longestText = Math.max(LONGEST_TEXT, lineLimit + LineWriter.LONGEST_MARKER);
        this.time = Objects.requireNonNull(time, "time");
    }

    @Override
    public NodeLogger logger(String dn) {
        return new JournalLogger(this, Objects.requireNonNull(dn, "dn"), dn);
    }

    /** Returns the counts of what does not reach everybody. */
    public LogCounters counters() {
        return counters;
    }

    /** Returns the longest line of a foreign program that is not cut, in bytes. */
    int lineLimit() {
        return lineLimit;
    }

    @Override
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

    @Override
    public LogSubscription subscribe(JournalQuery query, int capacity, LogSubscriber subscriber) {
        JournalSubscription subscription = new JournalSubscription(this, query, capacity, subscriber);
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

    /** Passes every entry to the sink from now on. */
    void attach(Sink sink) {
        lock.lock();
        try {
            attachLocked(sink);
        } finally {
            lock.unlock();
        }
    }

    /** Stops passing entries to the sink. */
    void detach(Sink sink) {
        lock.lock();
        try {
            sinks = Arrays.stream(sinks).filter(each -> each != sink).toArray(Sink[]::new);
        } finally {
            lock.unlock();
        }
    }

    /** @param category the category of the entry in the application's log */
    void append(String dn, String category, Logger.Level level, String message, Map<String, String> fields, Throwable thrown) {
        String text = VisibleText.lines(cut(String.valueOf(message)));
        Map<String, String> values = fields == null || fields.isEmpty() ? Map.of() : visible(fields);
        Origin origin = Origin.here(category);
        lock.lock();
        try {
            LogEntry entry = new LogEntry(sequence++, time.instant(), dn, level, text, values, thrown);
            log(dn).add(entry);
            for (Sink sink : sinks) {
                sink.accept(entry, origin);
            }
        } finally {
            lock.unlock();
        }
    }

    private DnLog log(String dn) {
        DnLog log = logs.get(dn);
        if (log == null) {
            log = new DnLog();
            logs.put(dn, log);
        }
        return log;
    }

    /** Bounds what the daemon itself logs, which may hold a name of any length. Lines of foreign programs have been cut. */
    private String cut(String text) {
        return text.length() <= longestText ? text
                : text.substring(0, longestText) + " ... [cut, " + text.length() + " characters]";
    }

    private void attachLocked(Sink sink) {
        sinks = Arrays.copyOf(sinks, sinks.length + 1);
        sinks[sinks.length - 1] = sink;
    }

    private List<LogEntry[]> copies(JournalQuery query) {
        List<LogEntry[]> copies = new ArrayList<>();
        if (query.last() > 0) {
            logs.forEach((dn, log) -> {
                if (query.matchesDn(dn)) {
                    copies.add(log.entries.toArray(LogEntry[]::new));
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

    private Map<String, String> visible(Map<String, String> fields) {
        if (fields instanceof LineFields line) {
            return line.with(value -> VisibleText.line(cut(value)));
        }
        Map<String, String> values = new LinkedHashMap<>();
        fields.forEach(
                (key, value) -> values.put(VisibleText.line(cut(key)), VisibleText.line(cut(String.valueOf(value)))));
        return Collections.unmodifiableMap(values);
    }

    /** Accepts every new entry in order, under the lock of the journal: it must neither block nor throw. */
    interface Sink {

        void accept(LogEntry entry, Origin origin);
    }

    /** The entries of one DN. */
    private final class DnLog {

        private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();
        private final long lengthLimit = (long) entriesPerDn * AVERAGE_ENTRY_LENGTH;
        private long length;

        void add(LogEntry entry) {
            entries.addLast(entry);
            length += length(entry);
            while (entries.size() > entriesPerDn || length > lengthLimit && entries.size() > 1) {
                length -= length(entries.removeFirst());
                counters.evict();
            }
        }

        private static int length(LogEntry entry) {
            int sum = entry.message().length();
            if (entry.fields() instanceof LineFields line) {
                return sum + line.length();
            }
            for (Map.Entry<String, String> field : entry.fields().entrySet()) {
                sum += field.getKey().length() + field.getValue().length();
            }
            return sum;
        }
    }
}
