package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The system clock. Its thread is a daemon thread and ends when nothing is scheduled, so that there is nothing
 * to close.
 */
public final class SystemClock implements SupervisorClock {

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ScheduledThreadPoolExecutor executor;

    /** Creates a clock with a thread of its own. */
    public SystemClock() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "containerd-supervisor-clock");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Future<?> future = executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }
}
