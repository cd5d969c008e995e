package io.quarkiverse.containerd.runtime.logs;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogSubscriber;
import io.quarkiverse.containerd.logs.LogSubscription;

/** Queues the entries of a journal for a subscriber, and delivers them on a thread of its own. */
final class JournalSubscription implements LogSubscription {

    private static final Logger LOG = Logger.getLogger(JournalSubscription.class);

    private final MemoryJournal journal;
    private final MemoryJournal.Sink sink = this::accept;
    private final JournalQuery query;
    private final int capacity;
    private final LogSubscriber subscriber;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    JournalSubscription(MemoryJournal journal, JournalQuery query, int capacity, LogSubscriber subscriber) {
        if (capacity < 1) {
            throw new IllegalArgumentException("A subscription needs a positive capacity, not " + capacity);
        }
        this.journal = journal;
        this.query = Objects.requireNonNull(query, "query");
        this.capacity = capacity;
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    MemoryJournal.Sink sink() {
        return sink;
    }

    void start(List<LogEntry> backlog) {
        Thread thread = new Thread(() -> deliver(backlog), "log-subscription:" + query.dn());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(LogEntry entry, Origin origin) {
        if (!query.matches(entry)) {
            return;
        }
        lock.lock();
        try {
            if (waiting.size() == capacity) {
                waiting.removeFirst();
                dropped++;
                journal.counters().undelivered();
            }
            waiting.addLast(entry);
            if (waiting.size() == 1) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        journal.detach(sink);
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void deliver(List<LogEntry> backlog) {
        try {
            for (LogEntry entry : backlog) {
                if (isClosed()) {
                    return;
                }
                subscriber.onEntry(entry);
            }
            boolean open = true;
            while (open) {
                open = deliverNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.warnf(e, "A subscriber to the log of %s failed; its subscription ends", query.dn());
        } finally {
            close();
        }
    }

    private boolean deliverNext() throws InterruptedException {
        long lost;
        LogEntry entry;
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                return false;
            }
            lost = dropped;
            dropped = 0;
            entry = waiting.removeFirst();
        } finally {
            lock.unlock();
        }
        if (lost > 0) {
            subscriber.onDropped(lost);
        }
        subscriber.onEntry(entry);
        return true;
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
