package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes platform threads that do not keep the JVM alive. */
public final class WorkerThreads implements ThreadFactory {

    private final AtomicInteger number = new AtomicInteger();
    private final String name;

    /** @param name the names of the threads, without their number */
    public WorkerThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for the end of a pool that has been shut down, at most for a timeout. An interrupt is kept for the caller. */
    public static void awaitEnd(ExecutorService pool, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = Thread.interrupted();
        long left = timeout.toNanos();
        while (left > 0 && !pool.isTerminated()) {
            try {
                pool.awaitTermination(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
