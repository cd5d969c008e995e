package io.quarkiverse.containerd.runtime.supervisor;

import java.util.ArrayDeque;
import java.util.Deque;

import io.quarkiverse.containerd.NodeSnapshot;

/** The failures of a node within the latest {@link NodeSnapshot#RECENT}. */
final class RecentFailures {

    /** Enough to tell a rate; more are not counted. */
    private static final int CAPACITY = 100;

    private final Deque<Long> times = new ArrayDeque<>(1);

    /** Adds a failure. @param nanos the monotonic time */
    void add(long nanos) {
        times.addLast(nanos);
        if (times.size() > CAPACITY) {
            times.removeFirst();
        }
    }

    /** Returns the number of recent failures. @param nanos the monotonic time */
    int count(long nanos) {
        while (!times.isEmpty() && nanos - times.peekFirst() >= NodeSnapshot.RECENT.toNanos()) {
            times.removeFirst();
        }
        return times.size();
    }
}
