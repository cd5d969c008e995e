package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;

/** The time for which a process may give no sign of life while it starts. It doubles each time that it was too short. */
public final class StartLimit {

    private final Duration longest;
    private final String name;
    private final String longestName;
    private volatile Duration current;

    /** A limit of containerd's starts. @see #StartLimit(Duration, Duration, String, String) */
    public StartLimit(Duration first, Duration longest) {
        this(first, longest, ConfigKeys.key("timeouts.start"), ConfigKeys.key("timeouts.max-start"));
    }

    /**
     * @param first the limit of the first start
     * @param longest what it grows to
     * @param name what has the first one, such as a key, for messages
     * @param longestName what has the longest one
     */
    public StartLimit(Duration first, Duration longest, String name, String longestName) {
        this.current = first;
        this.longest = longest;
        this.name = name;
        this.longestName = longestName;
    }

    /** Returns what has the limit of the first start. */
    String name() {
        return name;
    }

    /** Returns what has the longest limit. */
    String longestName() {
        return longestName;
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
