package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/** Answers one connection with bytes that were made beforehand, whatever it is asked. */
public final class ScriptedServer implements AutoCloseable {

    /** What the server does when it has sent its bytes. */
    public enum Then {
        /** reads on */
        READ,
        /** closes the connection */
        CLOSE,
        /** closes the connection without having read what has come */
        CLOSE_UNREAD
    }

    private final Path directory = Files.createTempDirectory("h2");
    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Thread thread;

    /**
     * A part of the script.
     *
     * @param afterRead how many bytes must have come before it is sent
     * @param frames what is sent then
     */
    public record Step(long afterRead, byte[]... frames) {
    }

    public ScriptedServer(Then then, byte[]... frames) throws IOException {
        this(then, new Step(1, frames));
    }

    public ScriptedServer(Then then, Step... steps) throws IOException {
        server.bind(UnixDomainSocketAddress.of(socket()));
        thread = new Thread(() -> {
            try (SocketChannel connection = server.accept()) {
                ByteBuffer input = ByteBuffer.allocate(then == Then.CLOSE_UNREAD ? 1 : 1 << 20);
                long read = 0;
                for (Step step : steps) {
                    while (read < step.afterRead()) {
                        int count = connection.read(input.clear());
                        if (count < 0) {
                            return;
                        }
                        read += count;
                    }
                    for (byte[] frame : step.frames()) {
                        connection.write(ByteBuffer.wrap(frame));
                    }
                }
                while (then == Then.READ && connection.read(input.clear()) >= 0) {
                    // whatever it is
                }
            } catch (IOException closed) {
                // the test is over
            }
        }, "scripted-server");
        thread.start();
    }

    public Path socket() {
        return directory.resolve("s");
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length).put((byte) (payload.length >> 16)).putShort((short) payload.length)
                .put((byte) type).put((byte) flags).putInt(stream).put(payload).array();
    }

    static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    static byte[] block(Http2Headers headers) throws Http2Exception {
        ByteBuf block = Unpooled.buffer();
        new DefaultHttp2HeadersEncoder().encodeHeaders(1, headers, block);
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws Exception {
        server.close();
        thread.join();
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }
}
