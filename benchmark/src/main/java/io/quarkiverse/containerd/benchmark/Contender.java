package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.time.Duration;

/** Loads archives into containerd. */
interface Contender {

    /** Clears what was remembered from earlier runs. */
    default void forget() throws IOException {
    }

    /** Loads all archives, and returns when that is done. */
    void load() throws Exception;

    /** Removes what {@link #load()} has left behind. */
    default void finish() {
    }

    /** Returns the clock of the CPU time it uses. */
    CpuClock cpu();

    /** Prepares a run; memory is counted from here. */
    void startMemory();

    /** Returns the largest amount of memory used since, in bytes. */
    long peakMemory();

    /** Loads all archives and measures that. */
    default Measurement measure(CpuClock daemon) throws Exception {
        startMemory();
        Duration clientCpu = cpu().used();
        Duration daemonCpu = daemon.used();
        long start = System.nanoTime();
        try {
            load();
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            return new Measurement(wall, cpu().used().minus(clientCpu), daemon.used().minus(daemonCpu), peakMemory());
        } finally {
            finish();
        }
    }
}
