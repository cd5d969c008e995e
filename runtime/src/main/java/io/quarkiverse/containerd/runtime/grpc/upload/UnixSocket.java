package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection over a unix socket for one thread that sends and receives at the same time, and does not wait for ever. */
final class UnixSocket implements AutoCloseable {

    /** What one call of the system takes at most; the kernel may grant less. */
    private static final int SEND_BUFFER = 1 << 20;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long stallNanos;
    private long lastProgress = System.nanoTime();

    private UnixSocket(SocketChannel channel, Selector selector, Duration stall) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.stallNanos = stall.toNanos();
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Connects.
     *
     * @param stall how long to wait for the other side at most
     */
    static UnixSocket connect(Path socket, Duration stall) throws IOException {
        SocketChannel channel = open(socket);
        Selector selector = null;
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            selector = Selector.open();
            return new UnixSocket(channel, selector, stall);
        } catch (Throwable e) {
            close(channel, selector);
            throw e;
        }
    }

    private static SocketChannel open(Path socket) throws IOException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (SocketException e) {
            throw new IOException("cannot connect to " + socket + ": " + e.getMessage(), e);
        }
    }

    /** Reads what has arrived; the number of bytes, -1 if the other side has closed the connection. */
    int read(ByteBuffer target) throws IOException {
        int count = channel.read(target);
        if (count > 0) {
            startWaiting();
        }
        return count;
    }

    /** Writes what there is room for; the number of bytes. */
    long write(ByteBuffer[] buffers, int first) throws IOException {
        long count = channel.write(buffers, first, buffers.length - first);
        if (count > 0) {
            startWaiting();
        }
        return count;
    }

    /** What has been waited so far does not count: it was not the other side that took its time. */
    void startWaiting() {
        lastProgress = System.nanoTime();
    }

    /**
     * Waits until something has arrived.
     *
     * @throws SocketTimeoutException if nothing has been sent or received for too long
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    void awaitReadable() throws IOException {
        await(SelectionKey.OP_READ);
    }

    /** Waits until something has arrived or can be sent; fails as {@link #awaitReadable()} does. */
    void awaitReadableOrWritable() throws IOException {
        await(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    private void await(int operations) throws IOException {
        long left = lastProgress + stallNanos - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no progress for " + Duration.ofNanos(stallNanos));
        }
        key.interestOps(operations);
        selector.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
    }

    @Override
    public void close() {
        close(channel, selector);
    }

    private static void close(SocketChannel channel, Selector selector) {
        try (channel; selector) {
            // nothing is to be saved
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
