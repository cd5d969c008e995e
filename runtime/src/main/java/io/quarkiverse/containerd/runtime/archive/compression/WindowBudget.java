package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.Closeable;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory that all archives that are decompressed at the same time may take for the windows that their formats look back on,
 * together. Who needs more than is left waits. Safe for use by several threads.
 */
final class WindowBudget {

    private static final int UNIT = 1024;

    private final int bytes;
    private final int units;
    private final Semaphore free;

    WindowBudget(int bytes) {
        this.bytes = bytes;
        this.units = bytes / UNIT;
        this.free = new Semaphore(units, true);
    }

    /** Returns the size of the budget, and so of the largest window, in bytes. */
    int bytes() {
        return bytes;
    }

    /**
     * Waits for memory. More than there is at all counts as all of it: a reader refuses such a window.
     *
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    Claim claim(long wanted) throws ClosedByInterruptException {
        int claimed = (int) Math.min(units, (wanted + UNIT - 1) / UNIT);
        try {
            free.acquire(claimed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        return new Claim(claimed);
    }

    /** Memory that is given back when it is closed. */
    final class Claim implements Closeable {

        private final AtomicInteger held;

        private Claim(int units) {
            this.held = new AtomicInteger(units);
        }

        @Override
        public void close() {
            free.release(held.getAndSet(0));
        }
    }
}
