package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.time.Duration;

/** Loads archives into containerd. */
interface Contender {

    /** Forgets what earlier runs have found out. */
    default void forget() throws IOException {
    }

    /** Loads all archives, and returns when that is done. */
    void load() throws Exception;

    /** Puts away what {@link #load()} has left. */
    default void finish() {
    }

    /** Counts what it uses. */
    CpuClock cpu();

    /** Gets ready for a run: what memory it needs is counted from here. */
    void startMemory();

    /** The most memory it has needed since, in bytes. */
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
