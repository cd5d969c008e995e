package io.quarkiverse.containerd.runtime.preseed.settings;

import java.time.Duration;

/**
 * The settings of whether and how changes of the preseed directory are followed.
 *
 * @param watch whether the preseed directory is watched
 * @param rescan whether rescans will be asked for
 * @param quietPeriod the time that an archive must not have changed before it is loaded
 * @param reload whether a rescan has an archive loaded again if images of it were removed from containerd
 */
public record FollowSettings(boolean watch, boolean rescan, Duration quietPeriod, boolean reload) {

    /** Settings by which an archive is loaded again only if it has changed. */
    public FollowSettings(boolean watch, boolean rescan, Duration quietPeriod) {
        this(watch, rescan, quietPeriod, false);
    }

    /** Returns settings by which changes are not followed. */
    public static FollowSettings none() {
        return new FollowSettings(false, false, Duration.ofSeconds(2));
    }

    /** Whether changes are followed. */
    public boolean follows() {
        return watch || rescan;
    }
}
