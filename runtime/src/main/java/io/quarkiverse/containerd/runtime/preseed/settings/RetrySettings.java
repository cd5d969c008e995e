package io.quarkiverse.containerd.runtime.preseed.settings;

import java.time.Duration;

import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;

/**
 * How attempts are made that the supervisor does not restart.
 *
 * @param pullTimeout how long the pull of one image may take
 * @param backoff how long to wait after a failure
 */
public record RetrySettings(Duration pullTimeout, SupervisorSettings backoff) {

    /** 10 minutes, and the supervisor's own default. */
    public static RetrySettings defaults() {
        return new RetrySettings(Duration.ofMinutes(10), SupervisorSettings.defaults());
    }
}
