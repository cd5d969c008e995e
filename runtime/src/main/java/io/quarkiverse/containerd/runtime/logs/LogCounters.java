package io.quarkiverse.containerd.runtime.logs;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the entries of a journal that do not reach everybody. Safe for use by several threads. */
public final class LogCounters {

    private final AtomicLong evicted = new AtomicLong();
    private final AtomicLong undelivered = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();

    void evict() {
        evicted.incrementAndGet();
    }

    void undelivered() {
        undelivered.incrementAndGet();
    }

    void leaveOut(long lines) {
        leftOut.addAndGet(lines);
    }

    /** Returns the number of entries that the journal has dropped to make room for newer ones. */
    public long evictedEntries() {
        return evicted.get();
    }

    /** Returns the number of entries that subscribers have missed because they were too slow. */
    public long undeliveredEntries() {
        return undelivered.get();
    }

    /** Returns the number of lines that were left out of the application's log because their source logged too many. */
    public long leftOutLines() {
        return leftOut.get();
    }
}
