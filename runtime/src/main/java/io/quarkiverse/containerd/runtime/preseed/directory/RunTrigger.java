package io.quarkiverse.containerd.runtime.preseed.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Requests to look at the directory and the loads; several before that count as one. Safe for use by several threads. */
public final class RunTrigger {

    private final BlockingQueue<Boolean> requests = new ArrayBlockingQueue<>(1);

    public void request() {
        requests.offer(true);
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
