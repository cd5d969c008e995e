package io.quarkiverse.containerd.runtime.preseed.store;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Locks by key, which exist only while they are in use. Safe for use by several threads. */
public final class KeyedLocks {

    private final Map<Object, Entry> entries = new HashMap<>();

    /** Waits until the key is free, and locks it until the holder is closed. */
    public Holder lock(Object key) throws InterruptedException {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, absent -> new Entry());
            entry.users++;
        }
        try {
            entry.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(key, entry);
            throw e;
        }
        return () -> {
            entry.lock.unlock();
            leave(key, entry);
        };
    }

    private void leave(Object key, Entry entry) {
        synchronized (entries) {
            if (--entry.users == 0) {
                entries.remove(key);
            }
        }
    }

    /** Unlocks the key when it is closed. */
    @FunctionalInterface
    public interface Holder extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }
}
