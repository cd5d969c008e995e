package io.quarkiverse.containerd.runtime.preseed.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The settings of imports.
 *
 * @param parallelism the number of archives that are loaded, and of blobs that are sent, at a time
 * @param leaseExpiry the time after which containerd may collect the content of an interrupted import
 * @param bandwidth the bytes per second that archives that are not required may take together; empty for no limit
 * @param memos the file with memos of what archives contain, so that those that are loaded need not be opened; empty for none
 * @param dryRun whether archives are planned only, and containerd is left as it is
 * @param diskReserve the percentage of each disk that stays free
 */
public record ImportSettings(int parallelism, Duration leaseExpiry, OptionalLong bandwidth, Optional<Path> memos,
        boolean dryRun, int diskReserve) {

    /** Settings without a share of the disk that stays free. */
    public ImportSettings(int parallelism, Duration leaseExpiry, OptionalLong bandwidth, Optional<Path> memos, boolean dryRun) {
        this(parallelism, leaseExpiry, bandwidth, memos, dryRun, 0);
    }

    /** Settings without a limit of the bandwidth, and without memos. */
    public ImportSettings(int parallelism, Duration leaseExpiry) {
        this(parallelism, leaseExpiry, OptionalLong.empty(), Optional.empty(), false);
    }

    /** Returns the defaults: 4 at a time, an hour, no limit, no memos. */
    public static ImportSettings defaults() {
        return new ImportSettings(4, Duration.ofHours(1));
    }
}
