package io.quarkiverse.containerd.logs;

/** Receives journal entries in order, on the thread of its subscription. */
@FunctionalInterface
public interface LogSubscriber {

    /** Receives an entry. */
    void onEntry(LogEntry entry);

    /**
     * Reports that entries are missing at this place, because the subscriber was too slow.
     *
     * @param count the number of matching entries that were dropped
     */
    default void onDropped(long count) {
    }
}
