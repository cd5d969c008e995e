package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A connection to the control socket. No daemon that has been stopped, or that hangs, makes it wait for ever. */
final class ControlConnection extends InputStream {

    private final SocketChannel channel;
    private final Selector readable;
    /** In milliseconds; zero if it waits as long as it takes. */
    private long patience;

    /**
     * @param patience the longest time to wait for bytes of an answer
     * @throws IOException if nobody accepts the connection at once
     */
    ControlConnection(Path socket, Duration patience) throws IOException {
        this.patience = patience.toMillis();
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            readable = Selector.open();
            channel.register(readable, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Waits from now on as long as it takes. */
    void waitForEver() {
        patience = 0;
    }

    /** Sends a request, which is smaller than the buffer of a socket. */
    void send(byte[] request) throws IOException {
        if (channel.write(ByteBuffer.wrap(request)) < request.length) {
            throw new IOException("it does not read the request");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws SocketTimeoutException if nothing comes in time */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
        while (true) {
            int read = channel.read(target);
            if (read != 0 || length == 0) {
                return read;
            }
            readable.selectedKeys().clear();
            if (readable.select(patience) == 0) {
                throw new SocketTimeoutException("it does not answer");
            }
        }
    }

    @Override
    public void close() throws IOException {
        readable.close();
        channel.close();
    }
}
