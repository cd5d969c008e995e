package io.quarkiverse.containerd.logs;

import java.util.List;

/**
 * The journal of the supervision tree. It keeps the newest entries of each DN, so that a chatty node cannot evict the entries
 * of another. Safe for use by several threads.
 */
public interface LogJournal {

    /** Returns a logger for a DN. */
    NodeLogger logger(String dn);

    /** Returns the entries that match a query, oldest first. */
    List<LogEntry> read(JournalQuery query);

    /**
     * Delivers the entries that match a query: first those in the journal, then each new one. None between the two is missed or
     * delivered twice.
     *
     * @param capacity the number of new entries that are held for a slow subscriber; when more arrive, the oldest are dropped
     * @param subscriber called on a thread of its own; its subscription ends when it throws
     * @throws IllegalArgumentException if the capacity is not positive
     */
    LogSubscription subscribe(JournalQuery query, int capacity, LogSubscriber subscriber);
}
