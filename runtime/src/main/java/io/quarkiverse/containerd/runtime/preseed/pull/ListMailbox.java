package io.quarkiverse.containerd.runtime.preseed.pull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;

/** Hands the newest image lists from the preseed, once it has dealt with the archives, to the node that pulls the images. */
public final class ListMailbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<ImageList> newest;
    private boolean empty = true;
    private boolean last;

    /** Forgets what an earlier run of the preseed has handed over. */
    public void reset() {
        lock.lock();
        try {
            empty = true;
            last = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts the newest lists in the place of those before.
     *
     * @param last whether there will be no others
     */
    public void put(List<ImageList> lists, boolean last) {
        lock.lock();
        try {
            newest = List.copyOf(lists);
            empty = false;
            this.last = last;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the newest lists are the last ones, and have been taken. */
    boolean isLast() {
        lock.lock();
        try {
            return last && empty;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the newest lists, and waits for them if need be.
     *
     * @param atMost the time to wait; empty to wait for ever
     * @return the lists; empty if there are none by then
     */
    Optional<List<ImageList>> poll(Optional<Duration> atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = atMost.map(Duration::toNanos).orElse(Long.MAX_VALUE);
            while (empty && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            Optional<List<ImageList>> lists = empty ? Optional.empty() : Optional.of(newest);
            empty = true;
            return lists;
        } finally {
            lock.unlock();
        }
    }
}
