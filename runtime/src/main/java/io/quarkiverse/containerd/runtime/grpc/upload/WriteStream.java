package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

import io.grpc.Status;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;

/** One call of Content.Write, driven by one thread. Messages are sent ahead of their answers. */
public final class WriteStream implements AutoCloseable {

    public static final String METHOD = "Content.Write";

    private final UploadConnections connections;
    private final Http2Connection http;
    private long sent;
    private long answered;
    private WriteContentResponse lastAnswer;

    private WriteStream(UploadRoute route) throws IOException {
        Http2Headers request = new DefaultHttp2Headers().method("POST").scheme("http").authority("localhost")
                .path("/" + ContentGrpc.getWriteMethod().getFullMethodName())
                .add("content-type", "application/grpc").add("te", "trailers");
        route.headers().forEach(request::add);
        this.connections = route.connections();
        this.http = connections.take();
        try {
            http.start(request, new GrpcMessages(this::answer));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** @throws ContainerdException with {@code UNAVAILABLE} if containerd does not answer */
    public static WriteStream open(UploadRoute route) {
        try {
            return new WriteStream(route);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Sends a message; when this returns, the buffer may be used again. containerd may have ended the call well by then,
     * because it has all it needs; the message is dropped, and {@link #finish()} returns the newest answer.
     *
     * @param request the message without its data
     * @param data its data; may be empty
     * @throws ContainerdException if the stream has failed, is interrupted, or stalls
     */
    public void send(WriteContentRequest request, ByteBuffer data) {
        try {
            http.send(start(request, data.remaining()));
            http.send(data);
            sent++;
        } catch (IOException e) {
            throw failure(e);
        }
        failIfFailed();
    }

    /** The message up to its data, which is its last field. */
    private static ByteBuffer start(WriteContentRequest request, int dataLength) throws IOException {
        int length = request.getSerializedSize();
        if (dataLength > 0) {
            length += CodedOutputStream.computeTagSize(WriteContentRequest.DATA_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt32SizeNoTag(dataLength);
        }
        ByteBuffer start = ByteBuffer.allocate(GrpcMessages.PREFIX + length).put((byte) 0).putInt(length + dataLength);
        CodedOutputStream out = CodedOutputStream.newInstance(start.array(), GrpcMessages.PREFIX, length);
        request.writeTo(out);
        if (dataLength > 0) {
            out.writeTag(WriteContentRequest.DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(dataLength);
        }
        out.flush();
        return start.rewind();
    }

    /** Waits for the answers to all messages so far; the newest one. */
    public WriteContentResponse awaitAnswers() {
        try {
            while (answered < sent && !http.ended()) {
                http.await();
            }
        } catch (IOException e) {
            throw failure(e);
        }
        failIfFailed();
        if (answered < sent) {
            throw new ContainerdException(METHOD, Status.Code.INTERNAL, "containerd ended the stream early", null);
        }
        return lastAnswer;
    }

    /** Tells that no message follows, and waits for the end of the stream; the newest answer. */
    public WriteContentResponse finish() {
        try {
            http.finish();
        } catch (IOException e) {
            throw failure(e);
        }
        failIfFailed();
        return lastAnswer;
    }

    /** Breaks the stream off, if it has not ended. */
    @Override
    public void close() {
        connections.giveBack(http);
    }

    /** There may be more answers than messages, because containerd repeats the last one. */
    private void answer(ByteBuffer message) throws IOException {
        lastAnswer = WriteContentResponse.parseFrom(message);
        answered++;
    }

    private void failIfFailed() {
        if (http.ended() && !end().isOk()) {
            Status status = end();
            throw new ContainerdException(METHOD, status.getCode(), status.getDescription(), status.getCause());
        }
    }

    private Status end() {
        return http.reset().isPresent() ? GrpcStatus.ofReset(http.reset().getAsLong())
                : GrpcStatus.ofTrailers(http.headers());
    }

    private static ContainerdException failure(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new ContainerdException(METHOD, Status.Code.CANCELLED, "interrupted", e);
        }
        return new ContainerdException(METHOD,
                e instanceof SocketTimeoutException ? Status.Code.DEADLINE_EXCEEDED : Status.Code.UNAVAILABLE,
                e.getMessage(), e);
    }
}
