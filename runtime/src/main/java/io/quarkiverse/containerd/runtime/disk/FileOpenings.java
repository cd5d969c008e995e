package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Opens files on threads of their own, which are given up if that takes too long. Java cannot open a file without waiting: a
 * FIFO waits for a writer, also if somebody puts it in the place of a regular file just after that was looked at, and a network
 * file system for its server. Safe for use by several threads.
 */
final class FileOpenings {

    private static final long IDLE_SECONDS = 1;

    private final Duration patience;
    private final int most;
    private final ThreadPoolExecutor threads;

    /**
     * @param patience the longest time that opening a file may take
     * @param most the number of files that are being opened, or were given up and are still waited for by their threads
     */
    FileOpenings(Duration patience, int most) {
        this.patience = patience;
        this.most = most;
        this.threads = new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "containerd-file-opening");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Opens a file. */
    @FunctionalInterface
    interface Opening<T> {

        T open() throws IOException;
    }

    /**
     * Waits until a file is open.
     *
     * @param unwanted gets what is opened when nobody waits for it any more
     * @throws ClosedByInterruptException if the thread is interrupted
     * @throws FileSystemException if it takes too long
     */
    <T> T await(Path file, Opening<T> opening, Consumer<T> unwanted) throws IOException {
        CompletableFuture<T> opened = start(file, opening, unwanted);
        try {
            return opened.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            opened.cancel(false);
            throw new ClosedByInterruptException();
        } catch (TimeoutException e) {
            opened.cancel(false);
            throw late(file);
        } catch (ExecutionException e) {
            throw ReaderThreads.failure(e.getCause());
        }
    }

    /**
     * Waits until a file has been opened and read; an interrupt is kept for the caller.
     *
     * @throws FileSystemException if it takes too long
     */
    <T> T awaitUninterruptibly(Path file, Opening<T> opening) throws IOException {
        CompletableFuture<T> opened = start(file, opening, unwanted -> {
        });
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return opened.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw late(file);
        } catch (ExecutionException e) {
            throw ReaderThreads.failure(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> CompletableFuture<T> start(Path file, Opening<T> opening, Consumer<T> unwanted) throws FileSystemException {
        CompletableFuture<T> opened = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    T result = opening.open();
                    if (!opened.complete(result)) {
                        unwanted.accept(result);
                    }
                } catch (Throwable e) {
                    opened.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new FileSystemException(file.toString(), null, most + " other files are being opened, and their disks do not"
                    + " answer");
        }
        return opened;
    }

    private FileSystemException late(Path file) {
        return new FileSystemException(file.toString(), null, "it could not be opened within " + patience.toMillis()
                + " ms: see whether it is a regular file, and whether its disk answers");
    }
}
