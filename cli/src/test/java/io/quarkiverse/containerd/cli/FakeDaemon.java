package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A control socket that has the same answer to every request. */
final class FakeDaemon implements AutoCloseable {

    private final Path socket;
    private final ServerSocketChannel server;
    private final Thread thread;

    FakeDaemon(Path socket, int status, String body) throws IOException {
        this.socket = socket;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        byte[] answer = ("HTTP/1.1 " + status + " x\r\n\r\n" + body + "\n").getBytes(StandardCharsets.UTF_8);
        this.thread = new Thread(() -> serve(answer));
        thread.start();
    }

    private void serve(byte[] answer) {
        try {
            while (true) {
                try (SocketChannel connection = server.accept()) {
                    connection.read(ByteBuffer.allocate(4096));
                    ByteBuffer left = ByteBuffer.wrap(answer);
                    while (left.hasRemaining()) {
                        connection.write(left);
                    }
                }
            }
        } catch (ClosedChannelException e) {
            // the test is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path socket() {
        return socket;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        thread.join();
    }
}
