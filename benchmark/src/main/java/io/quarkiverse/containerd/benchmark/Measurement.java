package io.quarkiverse.containerd.benchmark;

import java.time.Duration;

/**
 * The measurements of one run.
 *
 * @param wall elapsed time
 * @param clientCpu CPU time of all but containerd
 * @param daemonCpu CPU time of containerd
 * @param memory bytes: the largest resident set of a client that is a process; else by how much the heap grew
 */
record Measurement(Duration wall, Duration clientCpu, Duration daemonCpu, long memory) {

    double seconds() {
        return seconds(wall);
    }

    double clientCpuSeconds() {
        return seconds(clientCpu);
    }

    double daemonCpuSeconds() {
        return seconds(daemonCpu);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
