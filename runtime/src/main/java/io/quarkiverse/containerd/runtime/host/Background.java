package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.quarkiverse.containerd.runtime.disk.ReaderThreads;

/**
 * A computation on a thread of its own, such as one that waits for a program. It is cancelled when nobody wants its result any
 * more.
 *
 * @param <T> its result
 */
public final class Background<T> implements AutoCloseable {

    private final FutureTask<T> task;

    private Background(Callable<T> computation) {
        this.task = new FutureTask<>(computation);
    }

    /** Starts a computation. */
    public static <T> Background<T> start(String thread, Callable<T> computation) {
        Background<T> started = new Background<>(computation);
        Thread runner = new Thread(started.task, thread);
        runner.setDaemon(true);
        runner.start();
        return started;
    }

    /**
     * Waits for the result.
     *
     * @throws InterruptedIOException if the thread is interrupted; the interrupt is kept for the caller
     * @throws IOException if the computation has failed with one; what else it throws is passed on as it is
     */
    public T result() throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            throw ReaderThreads.failure(e.getCause());
        }
    }

    /** Interrupts the computation, unless it has ended. */
    @Override
    public void close() {
        task.cancel(true);
    }
}
