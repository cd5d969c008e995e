package io.quarkiverse.containerd.runtime.preseed.settings;

import java.time.Duration;

/**
 * Whether the preseed goes on after its first run.
 *
 * @param watch whether changes of the preseed directory lead to a run
 * @param rescan whether somebody will ask for runs
 * @param quietPeriod how long an archive must not have changed before it is loaded
 */
public record FollowSettings(boolean watch, boolean rescan, Duration quietPeriod) {

    /** One run only. */
    public static FollowSettings none() {
        return new FollowSettings(false, false, Duration.ofSeconds(2));
    }

    /** Whether there is more than one run. */
    public boolean follows() {
        return watch || rescan;
    }
}
