package io.quarkiverse.containerd.runtime.pump;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.quarkiverse.containerd.runtime.disk.ReaderThreads;

/**
 * Reads a FIFO on a platform thread of its own. A virtual thread will not do: neither an interrupt nor closing the
 * channel wakes one that is blocked in a read of a file channel (measured on Java 25), and the thread that tries
 * hangs too.
 */
final class FifoReader implements AutoCloseable {

    /** The capacity of a pipe. A read that returns less has emptied it, so that its end is where a writer ended. */
    private static final int PIPE_BYTES = 64 * 1024;

    private final FileChannel channel;
    private final FutureTask<Void> reading;
    private final Thread thread;

    private FifoReader(String name, FileChannel channel, OutputStream lines) {
        this.channel = channel;
        this.reading = new FutureTask<>(() -> {
            read(channel, lines);
            return null;
        });
        this.thread = new Thread(reading, name);
        thread.setDaemon(true);
    }

    static FifoReader start(String name, FileChannel channel, OutputStream lines) {
        FifoReader reader = new FifoReader(name, channel, lines);
        reader.thread.start();
        return reader;
    }

    /**
     * Waits until reading fails; it does not end otherwise.
     *
     * @throws IOException if reading fails; a {@link java.nio.channels.ClosedChannelException} if the channel was closed
     * @throws InterruptedException if the waiting thread is interrupted; reading continues
     */
    void await() throws IOException, InterruptedException {
        try {
            reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("Reading the FIFO failed", e.getCause());
        }
    }

    private static void read(FileChannel channel, OutputStream lines) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PIPE_BYTES);
        while (true) {
            int count = channel.read(buffer.clear());
            lines.write(buffer.array(), 0, count);
            if (count < PIPE_BYTES) {
                lines.flush();
            }
        }
    }

    /** Stops reading. When this returns, everything that was read has been written. An interrupt is kept for the caller. */
    @Override
    public void close() throws IOException {
        channel.close();
        ReaderThreads.join(thread);
    }
}
