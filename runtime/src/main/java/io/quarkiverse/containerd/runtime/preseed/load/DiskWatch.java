package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.grpc.Context;
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.preseed.store.WorkerThreads;

/** Looks at a disk, time after time, while containerd writes to it, and cancels its calls when too little is left. */
final class DiskWatch {

    private static final Logger LOG = Logger.getLogger(DiskWatch.class);
    private static final long PERIOD_MILLIS = 20;
    private static final WorkerThreads THREADS = new WorkerThreads("preseed-disk-watch");

    private final Disk disk;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;

    DiskWatch(Disk disk) {
        this.disk = disk;
    }

    /** Makes the calls, once. */
    <T> T over(Supplier<T> calls) {
        Context.CancellableContext context = Context.current().withCancellation();
        THREADS.newThread(() -> watch(context)).start();
        Context previous = context.attach();
        try {
            return calls.get();
        } finally {
            context.detach(previous);
            context.cancel(null);
            ended.countDown();
        }
    }

    private void watch(Context.CancellableContext context) {
        boolean complained = false;
        while (!hasEnded()) {
            try {
                if (disk.isLow()) {
                    cancelled = true;
                    context.cancel(null);
                    return;
                }
            } catch (RuntimeException | Error e) {
                if (!complained) {
                    LOG.errorf("The disk of %s could not be looked at, and is looked at again: %s", disk.directory(), e);
                }
                complained = true;
            }
        }
    }

    private boolean hasEnded() {
        try {
            return ended.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Whether the calls were cancelled because too little was left. */
    boolean hasCancelled() {
        return cancelled;
    }
}
