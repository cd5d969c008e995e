package io.quarkiverse.containerd.runtime.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

import io.quarkiverse.containerd.runtime.disk.ReaderThreads;

/**
 * Has the disk write what is in the page cache of a file while its next bytes are being made, so that the sync at its end finds
 * little left to do. For one thread.
 */
final class WriteBehind {

    /** The bytes from which on it pays to have the disk write them. */
    private static final long STRIDE = 4L << 20;

    private final FileChannel channel;
    private final Executor threads;
    private long pending;
    /** The sync that was begun last; null before the first. */
    private FutureTask<Void> begun;

    /** @param threads sync the file */
    WriteBehind(FileChannel channel, Executor threads) {
        this.channel = channel;
        this.threads = threads;
    }

    /**
     * Notes that bytes have been written.
     *
     * @throws IOException if the disk has not taken those before them
     */
    void written(int bytes) throws IOException {
        pending += bytes;
        if (pending >= STRIDE && (begun == null || begun.isDone())) {
            await();
            pending = 0;
            begun = new FutureTask<>(() -> {
                channel.force(false);
                return null;
            });
            threads.execute(begun);
        }
    }

    /**
     * Waits until the file is not synced any more. An interrupt is kept for the caller.
     *
     * @throws IOException if the disk has not taken some of its bytes: the kernel says so only once
     */
    void await() throws IOException {
        boolean interrupted = false;
        try {
            while (begun != null) {
                try {
                    begun.get();
                    begun = null;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw ReaderThreads.failure(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
