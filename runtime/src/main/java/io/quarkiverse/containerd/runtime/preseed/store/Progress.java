package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Counts bytes or other amounts, and reports from time to time how many are done. Safe for use by several threads. */
public final class Progress {

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final BiConsumer<Long, Long> report;
    private final SentTotal all;
    private long last;
    private long done;
    private long total;
    private long parts;

    /**
     * @param interval the time between reports
     * @param nanoTime the time in nanoseconds since any fixed moment
     * @param report is called with the amount done and the total amount
     */
    public Progress(Duration interval, LongSupplier nanoTime, BiConsumer<Long, Long> report) {
        this(interval, nanoTime, report, new SentTotal());
    }

    /**
     * @param interval the time between reports
     * @param nanoTime the time in nanoseconds since any fixed moment
     * @param report is called with the amount done and the total amount
     * @param all counts what is done here as well, in bytes, and its parts as blobs
     */
    public Progress(Duration interval, LongSupplier nanoTime, BiConsumer<Long, Long> report, SentTotal all) {
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.report = report;
        this.all = all;
        this.last = nanoTime.getAsLong();
    }

    /** Reports how much of an archive has been decompressed, which comes before anything is counted. */
    public void decompressed(long read, long size) {
        if (isDue()) {
            report.accept(read, size);
        }
    }

    public synchronized void expect(long amount) {
        total += amount;
    }

    public void add(long amount) {
        all.addBytes(amount);
        long part;
        long whole;
        synchronized (this) {
            done += amount;
            part = done;
            whole = total;
        }
        if (isDue()) {
            report.accept(part, whole);
        }
    }

    /** Counts parts, such as blobs, all of which is done. */
    public synchronized void addParts(long number) {
        parts += number;
        all.addBlobs(number);
    }

    /** The number of parts all of which is done. */
    public synchronized long parts() {
        return parts;
    }

    /** The amount done so far. */
    public synchronized long done() {
        return done;
    }

    private synchronized boolean isDue() {
        long now = nanoTime.getAsLong();
        boolean due = now - last >= intervalNanos;
        last = due ? now : last;
        return due;
    }
}
