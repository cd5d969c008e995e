package io.quarkiverse.containerd.runtime.preseed.pull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;

/** Hands the image lists over from the preseed, once it is through with the archives, to who pulls the images. */
public final class ListMailbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<ImageList> newest;
    private boolean empty = true;
    private boolean last;

    /**
     * Hands over all lists that there are.
     *
     * @param last whether there will not be others
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

    /** Whether the newest lists are the last ones, and have been empty. */
    boolean isLast() {
        lock.lock();
        try {
            return last && empty;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the newest lists, waiting for them.
     *
     * @param atMost how long to wait; empty for ever
     * @return empty if there are none by then
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
