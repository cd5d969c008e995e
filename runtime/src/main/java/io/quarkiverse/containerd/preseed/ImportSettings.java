package io.quarkiverse.containerd.preseed;

import java.time.Duration;

/**
 * How archives are brought into containerd.
 *
 * @param parallelism how many archives are worked on, and how many blobs are sent, at a time
 * @param leaseExpiry after what time containerd may collect the content of an import that was cut short
 * @param dryRun whether archives are planned only, and containerd is left as it is
 */
public record ImportSettings(int parallelism, Duration leaseExpiry, boolean dryRun) {

    /** 4 at a time, and an hour. */
    public static ImportSettings defaults() {
        return new ImportSettings(4, Duration.ofHours(1), false);
    }
}
