package io.quarkiverse.containerd.runtime.metrics;

/** The processor time of processes that follow each other, as one counter. Safe for use by several threads. */
final class ProcessorTime {

    /** The clock ticks of a second in the proc file system, on each architecture that containerd runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private long pid;
    private long ticks;
    private long earlier;

    /** @param newest the ticks that the process has used so far */
    synchronized void update(long process, long newest) {
        if (process != pid) {
            earlier += ticks;
            pid = process;
            ticks = 0;
        }
        ticks = Math.max(ticks, newest);
    }

    /** Returns the seconds of all processes. */
    synchronized double seconds() {
        return (earlier + ticks) / TICKS_PER_SECOND;
    }
}
