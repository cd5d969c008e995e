package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;

/** The time for which containerd may give no sign of life while it starts. It doubles each time that it was too short. */
public final class StartLimit {

    private final Duration longest;
    private volatile Duration current;

    /**
     * @param first the limit of the first start
     * @param longest what it grows to
     */
    public StartLimit(Duration first, Duration longest) {
        this.current = first;
        this.longest = longest;
    }

    /** Returns the limit of a start now. */
    Duration current() {
        return current;
    }

    Duration longest() {
        return longest;
    }

    /** Doubles the limit of further starts, and returns it. */
    Duration grow() {
        Duration doubled = current.multipliedBy(2);
        current = doubled.compareTo(longest) < 0 ? doubled : longest;
        return current;
    }
}
