package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Tells from time to time how far an import has come, in bytes or whatever is counted. Safe for use by several threads. */
public final class Progress {

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final BiConsumer<Long, Long> report;
    private long last;
    private long done;
    private long total;

    /**
     * @param interval how often to tell
     * @param nanoTime the time, in nanoseconds from any moment
     * @param report gets how much is done, and how much there is
     */
    public Progress(Duration interval, LongSupplier nanoTime, BiConsumer<Long, Long> report) {
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.report = report;
        this.last = nanoTime.getAsLong();
    }

    /** The archive is being decompressed, which goes before all else. */
    public synchronized void decompressed(long read, long size) {
        tell(read, size);
    }

    public synchronized void expect(long amount) {
        total += amount;
    }

    public synchronized void add(long amount) {
        done += amount;
        tell(done, total);
    }

    /** Bytes of blobs that were sent so far. */
    public synchronized long sent() {
        return done;
    }

    private void tell(long part, long whole) {
        long now = nanoTime.getAsLong();
        if (now - last >= intervalNanos) {
            last = now;
            report.accept(part, whole);
        }
    }
}
