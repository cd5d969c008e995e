package io.quarkiverse.containerd.runtime.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Lets through what each source of a DN may log, and all of them together, and counts the lines of the rest. */
final class FloodGate {

    private static final int BURST_SECONDS = 10;
    private static final int SOURCES_AT_ONCE = 4;
    private static final int MOST_SOURCES = 1000;
    private static final double NANOS = 1e9;

    private final SourceLimit limit;
    private final LongSupplier nanoTime;
    private final Bucket all;
    private final Map<String, Bucket> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_SOURCES;
        }
    };
    private Map<String, Long> leftOut = new TreeMap<>();
    private long closedSince;

    FloodGate(SourceLimit limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.all = new Bucket(limit.linesPerSecond() * SOURCES_AT_ONCE);
    }

    boolean admits(LogEntry entry) {
        String source = entry.fields().getOrDefault(limit.field(), "");
        long lines = lines(entry);
        Bucket own = sources.computeIfAbsent(source, name -> new Bucket(limit.linesPerSecond()));
        boolean detail = entry.level().compareTo(Logger.Level.INFO) > 0;
        if (own.has(lines, detail) && all.has(lines, detail)) {
            own.take(lines);
            all.take(lines);
            return true;
        }
        if (leftOut.isEmpty()) {
            closedSince = nanoTime.getAsLong();
        }
        leftOut.merge(source, lines, Long::sum);
        return false;
    }

    /** Returns the number of lines of an entry. */
    static long lines(LogEntry entry) {
        int lines = 1;
        for (int end = entry.message().indexOf('\n'); end >= 0; end = entry.message().indexOf('\n', end + 1)) {
            lines++;
        }
        return lines;
    }

    /** Returns the time until the count is due, in nanoseconds; very long if nothing was left out. */
    long nanosToCount() {
        return leftOut.isEmpty() ? Long.MAX_VALUE : Math.max(0, closedSince + (long) NANOS - nanoTime.getAsLong());
    }

    /** Returns the sentence that says how many lines of which source were left out, and begins to count anew. */
    String takeCount() {
        String counts = BoundedText.names(leftOut.entrySet().stream().map(source -> source.getValue()
                + (source.getKey().isEmpty() ? "" : " of " + limit.field() + " " + source.getKey())).toList());
        leftOut = new TreeMap<>();
        return "left out of this log, because " + limit.key() + " is " + limit.linesPerSecond() + " lines a second: " + counts
                + "; the journal has the newest of them";
    }

    /** The lines that may still be logged; it fills up as time goes by. */
    private final class Bucket {

        private final double perSecond;
        private double lines;
        private long filledAt = nanoTime.getAsLong();

        Bucket(double perSecond) {
            this.perSecond = perSecond;
            this.lines = capacity();
        }

        private double capacity() {
            return perSecond * BURST_SECONDS;
        }

        /**
         * An entry of more lines than a full bucket holds passes when it is full.
         *
         * @param detail whether it is below level INFO; half of the bucket is kept for what is not
         */
        boolean has(long wanted, boolean detail) {
            long now = nanoTime.getAsLong();
            lines = Math.min(capacity(), lines + (now - filledAt) / NANOS * perSecond);
            filledAt = now;
            double kept = detail ? capacity() / 2 : 0;
            return lines - kept >= Math.min(wanted, capacity() - kept);
        }

        void take(long taken) {
            lines -= taken;
        }
    }
}
