package io.quarkiverse.containerd.runtime.preseed.store;

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

    /** Waits until a pool that has been shut down has ended, and ignores interrupts until then. */
    public static void awaitEnd(ExecutorService pool) {
        boolean interrupted = Thread.interrupted();
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
