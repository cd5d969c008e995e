package io.quarkiverse.containerd.runtime.preseed.settings;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The settings of whether and how changes of the preseed directory and of containerd's content are followed.
 *
 * @param watch whether the preseed directory is watched
 * @param rescan whether rescans will be asked for
 * @param quietPeriod the time that an archive must not have changed before it is loaded
 * @param reload whether a rescan has an archive loaded again if images of it were removed from containerd
 * @param verifyRate the bytes per second at which the bytes of blobs are compared with their digests; empty if they are not
 */
public record FollowSettings(boolean watch, boolean rescan, Duration quietPeriod, boolean reload, OptionalLong verifyRate) {

    /** Settings by which the bytes of blobs are not compared. */
    public FollowSettings(boolean watch, boolean rescan, Duration quietPeriod, boolean reload) {
        this(watch, rescan, quietPeriod, reload, OptionalLong.empty());
    }

    /** Settings by which an archive is loaded again only if it has changed. */
    public FollowSettings(boolean watch, boolean rescan, Duration quietPeriod) {
        this(watch, rescan, quietPeriod, false, OptionalLong.empty());
    }

    /** Returns settings by which changes are not followed. */
    public static FollowSettings none() {
        return new FollowSettings(false, false, Duration.ofSeconds(2));
    }

    /** Whether changes are followed. */
    public boolean follows() {
        return watch || rescan || verifyRate.isPresent();
    }
}
