package io.quarkiverse.containerd.runtime.logs;

import java.util.concurrent.atomic.LongAdder;

/** Counts the entries of a journal that do not reach everybody. Safe for use by several threads. */
public final class LogCounters {

    private final LongAdder evicted = new LongAdder();
    private final LongAdder undelivered = new LongAdder();
    private final LongAdder leftOut = new LongAdder();

    void evict() {
        evicted.increment();
    }

    void undelivered() {
        undelivered.increment();
    }

    void leaveOut(long lines) {
        leftOut.add(lines);
    }

    /** Returns the number of entries that the journal has dropped to make room for newer ones. */
    public long evictedEntries() {
        return evicted.sum();
    }

    /** Returns the number of entries that subscribers have missed because they were too slow. */
    public long undeliveredEntries() {
        return undelivered.sum();
    }

    /** Returns the number of lines that were left out of the application's log because their source logged too many. */
    public long leftOutLines() {
        return leftOut.sum();
    }
}
