package io.quarkiverse.containerd;

/**
 * What the watch over containerd has counted since the daemon started.
 *
 * @param missedAnswers the probes that containerd did not answer in time
 * @param silenceRestarts the restarts of containerd because it did not answer for
 *        {@code quarkus.containerd.health.restart-after}
 * @param socketRestarts the restarts of containerd because its socket was removed or replaced
 */
public record WatchReport(long missedAnswers, long silenceRestarts, long socketRestarts) {

    /** The report of a watch that has seen nothing. */
    public static final WatchReport NOTHING = new WatchReport(0, 0, 0);
}
