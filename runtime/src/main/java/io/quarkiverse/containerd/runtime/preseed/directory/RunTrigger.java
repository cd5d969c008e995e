package io.quarkiverse.containerd.runtime.preseed.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks for a run of the preseed; several requests before it are one. Safe for use by several threads. */
public final class RunTrigger {

    private final BlockingQueue<Boolean> requests = new ArrayBlockingQueue<>(1);

    public void request() {
        requests.offer(true);
    }

    /**
     * Waits for a request.
     *
     * @param atMost how long; empty for ever
     */
    public void await(Optional<Duration> atMost) throws InterruptedException {
        if (atMost.isPresent()) {
            requests.poll(atMost.get().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            requests.take();
        }
    }
}
