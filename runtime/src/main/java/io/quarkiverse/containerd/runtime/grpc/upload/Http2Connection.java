package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * A connection by HTTP/2 over a unix socket (RFC 9113, with prior knowledge), which makes one request at a time. Driven by one
 * thread at a time.
 * <p>
 * Blobs go this way instead of through the gRPC channel, because nearly all of what a channel does is done for each frame of
 * 16 KiB, and containerd takes no larger ones: here a buffer that was read from a file goes to the socket in one system call,
 * cut into frames on the way. By measurement that costs a third of the processor time, which otherwise containerd lacks, and
 * there is next to nothing for the JVM to compile first.
 */
final class Http2Connection implements AutoCloseable {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 9;

    /** The largest frame that every side has to take. */
    private static final int FRAME = 16384;
    private static final int WINDOW = 65535;
    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int SETTING = Short.BYTES + Integer.BYTES;
    private static final int PRIORITY = Integer.BYTES + 1;
    private static final int HEADERS_LIMIT = 1 << 16;

    private final UnixSocket socket;
    private final ByteBuffer input = ByteBuffer.allocateDirect(4 * FRAME);
    private final ByteBuffer fullFrame = ByteBuffer.allocateDirect(HEAD);
    /** What one request has said is not referred to by the next, so that the other side need not remember it. */
    private final Http2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.ALWAYS_SENSITIVE);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, HEADERS_LIMIT);
    private final ByteBuf headerBlock = Unpooled.buffer();
    private final Deque<ByteBuffer> control = new ArrayDeque<>();

    private long connectionWindow = WINDOW;
    private int initialWindow = WINDOW;
    private int unacknowledged;
    private boolean writing;
    private boolean goingAway;

    private int stream = -1;
    private Body body;
    private Http2Headers headers;
    private long streamWindow;
    private boolean endsWithHeaders;
    private boolean finished;
    private boolean ended = true;
    private OptionalLong reset = OptionalLong.empty();

    /** Gets the response's bytes as they come. */
    @FunctionalInterface
    interface Body {

        /** @throws IOException if they are not what was to come */
        void accept(ByteBuffer bytes) throws IOException;
    }

    private Http2Connection(UnixSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param stall how long to wait for the other side at most
     */
    static Http2Connection open(Path path, Duration stall) throws IOException {
        return new Http2Connection(UnixSocket.connect(path, stall));
    }

    /** Starts a request, when there was none or the last one {@linkplain #isReusable() has left the connection in order}. */
    void start(Http2Headers request, Body body) throws IOException {
        boolean first = stream < 0;
        stream += 2;
        this.body = body;
        headers = new DefaultHttp2Headers();
        streamWindow = initialWindow;
        finished = false;
        ended = false;
        fullFrame.clear().put(head(FRAME, Http2FrameTypes.DATA, 0)).flip();
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, request, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        socket.startWaiting();
        if (first) {
            ByteBuffer settings = ByteBuffer.allocate(SETTING).putShort((short) ENABLE_PUSH).putInt(0).flip();
            write(ByteBuffer.wrap(PREFACE), head(settings.remaining(), Http2FrameTypes.SETTINGS, 0, 0), settings);
        }
        write(head(block.readableBytes(), Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS), block.nioBuffer());
    }

    /** Whether the request has come to its end on both sides, so that another one can be made. */
    boolean isReusable() {
        return finished && ended && reset.isEmpty() && !goingAway && !writing;
    }

    /** Whether the other side still keeps the connection, as far as is known. */
    boolean isOpen() {
        try {
            receive();
            return !goingAway;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the response has ended: nothing that is sent now is heard. */
    boolean ended() {
        return ended;
    }

    /** The code by which the other side broke the stream off; empty if it has not. */
    OptionalLong reset() {
        return reset;
    }

    /** The headers of the response, with its trailers once it has ended; those of the same name that came last. */
    Http2Headers headers() {
        return headers;
    }

    /**
     * Sends bytes of the request as fast as the other side takes them; gives up when the response ends.
     *
     * @throws IOException if the connection is lost, or the other side does not keep to the protocol
     * @throws SocketTimeoutException if there is no progress for too long
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    void send(ByteBuffer bytes) throws IOException {
        socket.startWaiting();
        receive();
        while (bytes.hasRemaining() && !ended) {
            int length = allowed(bytes.remaining());
            if (length > 0) {
                sendFrames(bytes, length);
            } else {
                await();
            }
        }
    }

    /** How many of the bytes the other side takes now: full frames, except for the last and where its window is smaller. */
    private int allowed(int bytes) {
        int allowed = (int) Math.max(0, Math.min(bytes, Math.min(connectionWindow, streamWindow)));
        return allowed == bytes || allowed < FRAME ? allowed : allowed / FRAME * FRAME;
    }

    private void sendFrames(ByteBuffer bytes, int length) throws IOException {
        connectionWindow -= length;
        streamWindow -= length;
        ByteBuffer[] frames = new ByteBuffer[2 * ((length + FRAME - 1) / FRAME)];
        int end = bytes.position() + length;
        for (int i = 0; bytes.position() < end; i += 2) {
            int size = Math.min(FRAME, end - bytes.position());
            frames[i] = size == FRAME ? fullFrame.duplicate() : head(size, Http2FrameTypes.DATA, 0);
            frames[i + 1] = bytes.slice(bytes.position(), size);
            bytes.position(bytes.position() + size);
        }
        write(frames);
    }

    /** Ends the request, and waits for the end of the response; fails as {@link #send(ByteBuffer)} does. */
    void finish() throws IOException {
        socket.startWaiting();
        if (!ended) {
            write(head(0, Http2FrameTypes.DATA, Http2Flags.END_STREAM));
            finished = true;
        }
        while (!ended) {
            await();
        }
    }

    /** Waits until something arrives; fails as {@link #send(ByteBuffer)} does. */
    void await() throws IOException {
        socket.awaitReadable();
        receive();
    }

    private void write(ByteBuffer... buffers) throws IOException {
        writing = true;
        try {
            for (int first = 0; first < buffers.length;) {
                if (!buffers[first].hasRemaining()) {
                    first++;
                } else if (socket.write(buffers, first) == 0) {
                    socket.awaitReadableOrWritable();
                    receive();
                }
            }
        } catch (ClosedByInterruptException | SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            hearOut(e);
        }
        writing = false;
        answer();
    }

    /** Who closes the connection may have said before that the response ends, and why. */
    private void hearOut(IOException failure) throws IOException {
        try {
            receive();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        if (!ended) {
            throw failure;
        }
        control.clear();
    }

    /** Takes what has arrived. */
    private void receive() throws IOException {
        int count;
        while ((count = read()) > 0) {
            input.flip();
            takeFrames();
            input.compact();
        }
        if (count < 0) {
            goingAway = true;
            if (!ended) {
                throw new IOException("the connection was closed");
            }
        }
        answer();
    }

    /** The kernel resets a connection that is closed with something unread; a response that has come before counts. */
    private int read() throws IOException {
        try {
            return socket.read(input);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (ended) {
                return -1;
            }
            throw e;
        }
    }

    private void takeFrames() throws IOException {
        while (input.remaining() >= HEAD) {
            int start = input.position();
            int length = (input.get(start) & 0xff) << 16 | input.getShort(start + 1) & 0xffff;
            if (length > FRAME) {
                throw new IOException("a frame of " + length + " bytes came");
            }
            if (input.remaining() < HEAD + length) {
                return;
            }
            input.position(start + HEAD + length);
            byte type = input.get(start + 3);
            try {
                take(type, input.get(start + 4), input.getInt(start + 5), input.slice(start + HEAD, length));
            } catch (BufferUnderflowException | IllegalArgumentException e) {
                throw new IOException("a malformed frame of type " + type + " came", e);
            }
        }
    }

    private void take(byte type, int flags, int id, ByteBuffer payload) throws IOException {
        if (id != 0 && id != stream) {
            // what is said of a request that has ended
            return;
        }
        switch (type) {
            case Http2FrameTypes.DATA -> data(flags, payload);
            case Http2FrameTypes.HEADERS -> headers(flags, payload);
            case Http2FrameTypes.CONTINUATION -> headerFragment(flags, payload);
            case Http2FrameTypes.RST_STREAM -> reset(Integer.toUnsignedLong(payload.getInt()));
            case Http2FrameTypes.SETTINGS -> settings(flags, payload);
            case Http2FrameTypes.PING -> ping(flags, payload);
            case Http2FrameTypes.GO_AWAY -> goAway(payload);
            case Http2FrameTypes.WINDOW_UPDATE -> window(id, payload.getInt() & Integer.MAX_VALUE);
            default -> {
                // what one does not know is to be ignored
            }
        }
    }

    private void data(int flags, ByteBuffer payload) throws IOException {
        unacknowledged += payload.remaining();
        if (unacknowledged > WINDOW / 2) {
            control.add(increment(0, unacknowledged));
            control.add(increment(stream, unacknowledged));
            unacknowledged = 0;
        }
        body.accept(withoutPadding(flags, payload));
        ended |= has(flags, Http2Flags.END_STREAM);
    }

    private void headers(int flags, ByteBuffer payload) throws IOException {
        endsWithHeaders = has(flags, Http2Flags.END_STREAM);
        ByteBuffer fragment = withoutPadding(flags, payload);
        if (has(flags, Http2Flags.PRIORITY)) {
            fragment.position(fragment.position() + PRIORITY);
        }
        headerFragment(flags, fragment);
    }

    private void headerFragment(int flags, ByteBuffer fragment) throws IOException {
        if (headerBlock.readableBytes() + fragment.remaining() > HEADERS_LIMIT) {
            throw new IOException("headers of more than " + HEADERS_LIMIT + " bytes came");
        }
        headerBlock.writeBytes(fragment);
        if (has(flags, Http2Flags.END_HEADERS)) {
            try {
                headers.setAll(decoder.decodeHeaders(stream, headerBlock));
            } catch (Http2Exception e) {
                throw new IOException("malformed headers came: " + e.getMessage(), e);
            }
            headerBlock.clear();
            ended |= endsWithHeaders;
        }
    }

    private static ByteBuffer withoutPadding(int flags, ByteBuffer payload) {
        if (has(flags, Http2Flags.PADDED)) {
            int padding = payload.get() & 0xff;
            payload.limit(payload.limit() - padding);
        }
        return payload;
    }

    private void reset(long error) {
        if (!ended) {
            ended = true;
            reset = OptionalLong.of(error);
        }
    }

    private void settings(int flags, ByteBuffer payload) throws IOException {
        if (has(flags, Http2Flags.ACK)) {
            return;
        }
        while (payload.hasRemaining()) {
            int id = payload.getShort();
            int value = payload.getInt();
            if (id == INITIAL_WINDOW_SIZE) {
                if (value < 0) {
                    throw new IOException("a window of " + Integer.toUnsignedString(value) + " bytes came");
                }
                streamWindow += value - initialWindow;
                initialWindow = value;
            }
        }
        control.add(head(0, Http2FrameTypes.SETTINGS, Http2Flags.ACK, 0));
    }

    /** containerd measures by it how much it may have under way, so it is answered at once. */
    private void ping(int flags, ByteBuffer payload) {
        if (!has(flags, Http2Flags.ACK)) {
            control.add(ByteBuffer.allocate(HEAD + payload.remaining())
                    .put(head(payload.remaining(), Http2FrameTypes.PING, Http2Flags.ACK, 0)).put(payload).flip());
        }
    }

    /** A server that stops takes no new streams, but may finish this one. */
    private void goAway(ByteBuffer payload) throws IOException {
        goingAway = true;
        int lastStream = payload.getInt() & Integer.MAX_VALUE;
        long error = Integer.toUnsignedLong(payload.getInt());
        if (lastStream < stream && !ended) {
            throw new IOException("the connection is being closed, error " + error + " "
                    + StandardCharsets.UTF_8.decode(payload));
        }
    }

    private void window(int id, int increment) {
        if (id == 0) {
            connectionWindow += increment;
        } else {
            streamWindow += increment;
        }
    }

    private void answer() throws IOException {
        while (!writing && !control.isEmpty()) {
            write(control.poll());
        }
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private static ByteBuffer increment(int stream, int bytes) {
        return ByteBuffer.allocate(HEAD + Integer.BYTES)
                .put(head(Integer.BYTES, Http2FrameTypes.WINDOW_UPDATE, 0, stream)).putInt(bytes).flip();
    }

    private ByteBuffer head(int length, int type, int flags) {
        return head(length, type, flags, stream);
    }

    private static ByteBuffer head(int length, int type, int flags, int stream) {
        return ByteBuffer.allocate(HEAD).put((byte) (length >> 16)).putShort((short) length).put((byte) type)
                .put((byte) flags).putInt(stream).flip();
    }

    /** Closes the connection; a request that has not ended is broken off. */
    @Override
    public void close() {
        socket.close();
    }
}
