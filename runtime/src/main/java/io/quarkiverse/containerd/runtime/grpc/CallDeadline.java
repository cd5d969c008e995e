package io.quarkiverse.containerd.runtime.grpc;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.grpc.Context;

/** A deadline for several calls together, whatever time each of them would have. */
public final class CallDeadline {

    private static final long IDLE_SECONDS = 1;
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private CallDeadline() {
    }

    /** Makes calls that together must not take longer than a time; the one that runs then fails with DEADLINE_EXCEEDED. */
    public static <T> T within(Duration time, Supplier<T> calls) {
        Context.CancellableContext context = Context.current().withDeadlineAfter(time.toNanos(), TimeUnit.NANOSECONDS, TIMER);
        Context previous = context.attach();
        try {
            return calls.get();
        } finally {
            context.detach(previous);
            context.cancel(null);
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "containerd-call-deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
