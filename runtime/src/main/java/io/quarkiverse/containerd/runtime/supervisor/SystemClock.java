package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * The system clock. Its thread is a daemon thread and ends when nothing is scheduled, so that there is nothing
 * to close.
 */
public final class SystemClock implements SupervisorClock {

    private static final Logger LOG = Logger.getLogger(Supervisor.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

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
        Task scheduled = new Task(task);
        scheduled.schedule(delay);
        return scheduled;
    }

    /** A task that is run again if it fails, for want of memory for example: a restart that is lost would never come. */
    private final class Task implements Runnable, Cancellable {

        private final Runnable task;
        private Future<?> future;
        private boolean cancelled;

        Task(Runnable task) {
            this.task = task;
        }

        synchronized void schedule(Duration delay) {
            if (!cancelled) {
                future = executor.schedule(this, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void run() {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                schedule(RETRY);
                LOG.errorf(e, "A task of the supervisor failed, and is run again in %d ms", RETRY.toMillis());
            }
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            future.cancel(false);
        }
    }
}
