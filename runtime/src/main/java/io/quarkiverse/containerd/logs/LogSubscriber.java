package io.quarkiverse.containerd.logs;

/** Receives journal entries in order, on the thread of its subscription. */
@FunctionalInterface
public interface LogSubscriber {

    /** Takes an entry of the backlog, or a new one. */
    void onEntry(LogEntry entry);

    /**
     * Tells that entries are missing at this place of the stream, because the subscriber was too slow.
     *
     * @param count how many matching entries were lost
     */
    default void onDropped(long count) {
    }
}
