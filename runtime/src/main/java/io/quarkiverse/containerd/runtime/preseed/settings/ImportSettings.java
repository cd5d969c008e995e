package io.quarkiverse.containerd.runtime.preseed.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How archives are brought into containerd.
 *
 * @param parallelism how many archives are worked on, and how many blobs are sent, at a time
 * @param leaseExpiry after what time containerd may collect the content of an import that was cut short
 * @param bandwidth how many bytes a second archives that are not required may take together; empty for as many as there are
 * @param memos the file that notes what archives hold, so that those that are loaded need not be opened; empty for none
 * @param dryRun whether archives are planned only, and containerd is left as it is
 */
public record ImportSettings(int parallelism, Duration leaseExpiry, OptionalLong bandwidth, Optional<Path> memos,
        boolean dryRun) {

    /** Without a limit of the bandwidth, and without memos. */
    public ImportSettings(int parallelism, Duration leaseExpiry) {
        this(parallelism, leaseExpiry, OptionalLong.empty(), Optional.empty(), false);
    }

    /** 4 at a time, an hour, no limit, and no memos. */
    public static ImportSettings defaults() {
        return new ImportSettings(4, Duration.ofHours(1));
    }
}
