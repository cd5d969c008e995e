package io.quarkiverse.containerd.runtime.preseed.settings;

import java.time.Duration;

import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;

/**
 * The settings of attempts that the supervisor does not repeat.
 *
 * @param pullTimeout the longest time the pull of one image may take
 * @param backoff the pauses after failures
 */
public record RetrySettings(Duration pullTimeout, SupervisorSettings backoff) {

    /** Returns the defaults: 10 minutes, and the supervisor's own backoff. */
    public static RetrySettings defaults() {
        return new RetrySettings(Duration.ofMinutes(10), SupervisorSettings.defaults());
    }
}
