package io.quarkiverse.containerd.runtime.preseed.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests to look at the directory or the loads; several before that count as one. Safe for use by several threads. */
public final class RunTrigger {

    private final BlockingQueue<Boolean> requests = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean scan = new AtomicBoolean();

    /** Requests to look at the directory, and at the loads. */
    public void request() {
        scan.set(true);
        requests.offer(true);
    }

    /** Requests to look at the loads. */
    public void loadEnded() {
        requests.offer(true);
    }

    /** Returns whether there is a request to look at the directory, which counts as dealt with then. */
    public boolean takeScan() {
        return scan.getAndSet(false);
    }

    /**
     * Waits for a request.
     *
     * @param atMost the time to wait; empty to wait for ever
     */
    public void await(Optional<Duration> atMost) throws InterruptedException {
        if (atMost.isPresent()) {
            requests.poll(atMost.get().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            requests.take();
        }
    }
}
