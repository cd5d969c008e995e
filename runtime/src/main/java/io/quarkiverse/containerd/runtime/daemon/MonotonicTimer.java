package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A source of time that nobody sets, unlike the clock on the wall. */
interface MonotonicTimer {

    /** The timer of this machine. */
    MonotonicTimer SYSTEM = new MonotonicTimer() {

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }
    };

    /** Returns the time since some moment, in nanoseconds. */
    long nanoTime();

    /** Waits. */
    void sleep(Duration duration) throws InterruptedException;
}
