package io.quarkiverse.containerd.runtime.preseed.load;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the rate of bytes for all threads together: each waits until the bytes of those before it have passed. Idle time is
 * not made up for. Safe for use by several threads.
 */
public final class RateLimiter {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OptionalLong bytesPerSecond;
    private final LongSupplier nanoTime;
    private long free;

    /**
     * @param bytesPerSecond the rate; empty for no limit
     * @param nanoTime the time in nanoseconds since any fixed moment
     */
    public RateLimiter(OptionalLong bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.free = nanoTime.getAsLong();
    }

    /** Returns one that limits nothing. */
    public static RateLimiter none() {
        return new RateLimiter(OptionalLong.empty(), System::nanoTime);
    }

    /**
     * Waits until the bytes may pass.
     *
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    public void acquire(long bytes) throws ClosedByInterruptException {
        long wait = reserve(bytes);
        if (wait > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
        }
    }

    /** Returns how long the bytes take when they share the rate with others. */
    Duration time(long bytes, int sharers) {
        return bytesPerSecond.isEmpty() ? Duration.ZERO
                : Duration.ofSeconds((long) ((double) bytes * sharers / bytesPerSecond.getAsLong()));
    }

    /** Reserves time for bytes. @return nanoseconds to wait until they may pass */
    synchronized long reserve(long bytes) {
        if (bytesPerSecond.isEmpty()) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        long wait = Math.max(0, free - now);
        free = now + wait + (long) (bytes * NANOS / bytesPerSecond.getAsLong());
        return wait;
    }
}
