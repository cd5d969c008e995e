package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Counts bytes or other amounts, and reports from time to time how many are done. Safe for use by several threads. */
public final class Progress {

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final BiConsumer<Long, Long> report;
    private long last;
    private long done;
    private long total;

    /**
     * @param interval the time between reports
     * @param nanoTime the time in nanoseconds since any fixed moment
     * @param report is called with the amount done and the total amount
     */
    public Progress(Duration interval, LongSupplier nanoTime, BiConsumer<Long, Long> report) {
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.report = report;
        this.last = nanoTime.getAsLong();
    }

    /** Reports how much of an archive has been decompressed, which comes before anything is counted. */
    public synchronized void decompressed(long read, long size) {
        report(read, size);
    }

    public synchronized void expect(long amount) {
        total += amount;
    }

    public synchronized void add(long amount) {
        done += amount;
        report(done, total);
    }

    /** The amount done so far. */
    public synchronized long done() {
        return done;
    }

    private void report(long part, long whole) {
        long now = nanoTime.getAsLong();
        if (now - last >= intervalNanos) {
            last = now;
            report.accept(part, whole);
        }
    }
}
