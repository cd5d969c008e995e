package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;

/**
 * Reads a disk that may not answer, such as a network file system whose server is gone. Such a read cannot be interrupted, so
 * it is made on a thread of its own: whoever waits for it can be. Reads are made one after the other, also after one that was
 * given up. Safe for use by several threads.
 */
public final class DiskReads {

    private static final Logger LOG = Logger.getLogger(DiskReads.class);
    private static final long IDLE_SECONDS = 1;

    private final String what;
    private final Duration patience;
    private final ThreadPoolExecutor thread;

    /**
     * @param what what is read, for a warning
     * @param patience the time after which the warning is logged that the disk does not answer
     */
    public DiskReads(String what, Duration patience) {
        this.what = what;
        this.patience = patience;
        this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread reader = new Thread(task, "containerd-disk-reads");
            reader.setDaemon(true);
            return reader;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** A read, which has no effect. */
    @FunctionalInterface
    public interface Read<T> {

        T get() throws IOException;
    }

    /**
     * Waits for a read.
     *
     * @throws IOException if it fails
     * @throws InterruptedException if the thread is interrupted; the read is given up then
     */
    public <T> T call(Read<T> read) throws IOException, InterruptedException {
        Future<T> result = thread.submit(read::get);
        try {
            try {
                return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                warn();
                return result.get();
            }
        } catch (ExecutionException e) {
            throw ReaderThreads.failure(e.getCause());
        } finally {
            result.cancel(false);
        }
    }

    /**
     * Waits for a read as long as it may take.
     *
     * @param otherwise what is returned if it takes longer, or the thread is interrupted
     * @throws IOException if it fails
     */
    public <T> T callBriefly(Read<T> read, T otherwise) throws IOException {
        Future<T> result = thread.submit(read::get);
        try {
            return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            warn();
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        } catch (ExecutionException e) {
            throw ReaderThreads.failure(e.getCause());
        } finally {
            result.cancel(false);
        }
    }

    /** Has something done after all reads, and does not wait for it. */
    public void afterwards(Runnable action) {
        thread.execute(action);
    }

    private void warn() {
        LOG.warnf("%s has not been read within %d s: see whether its disk answers", what, patience.toSeconds());
    }
}
