package io.quarkiverse.containerd.runtime.preseed.settings;

import java.time.Duration;

/**
 * The settings of whether and how changes of the preseed directory are followed.
 *
 * @param watch whether the preseed directory is watched
 * @param rescan whether rescans will be asked for
 * @param quietPeriod the time that an archive must not have changed before it is loaded
 */
public record FollowSettings(boolean watch, boolean rescan, Duration quietPeriod) {

    /** Returns settings by which changes are not followed. */
    public static FollowSettings none() {
        return new FollowSettings(false, false, Duration.ofSeconds(2));
    }

    /** Whether changes are followed. */
    public boolean follows() {
        return watch || rescan;
    }
}
