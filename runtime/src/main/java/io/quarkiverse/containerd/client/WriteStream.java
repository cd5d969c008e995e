package io.quarkiverse.containerd.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quarkiverse.containerd.client.grpc.content.ContentGrpc;
import io.quarkiverse.containerd.client.grpc.content.WriteContentRequest;
import io.quarkiverse.containerd.client.grpc.content.WriteContentResponse;

/**
 * One stream of Content.Write, driven by one thread. At most {@link #WINDOW} messages are without an answer, so that the sender
 * may use a message's buffer again after that many more messages, and memory stays bounded whatever the transport queues.
 */
final class WriteStream extends ClientCall.Listener<WriteContentResponse> implements AutoCloseable {

    static final String METHOD = "Content.Write";

    /** Messages on their way; more bring nothing, because HTTP/2 flow control bounds what is on the wire. */
    static final int WINDOW = 4;

    /** Bytes that the transport may queue; enough to read the next chunk while the last one goes out. */
    private static final int READY_THRESHOLD = 2 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ClientCall<WriteContentRequest, WriteContentResponse> call;
    private final long stallNanos;

    /** Only the sending thread uses it. */
    private long sent;
    private long answered;
    private long lastChange = System.nanoTime();
    private WriteContentResponse lastAnswer;
    private Status end;

    private WriteStream(ClientCall<WriteContentRequest, WriteContentResponse> call, Duration stall) {
        this.call = call;
        this.stallNanos = stall.toNanos();
    }

    static WriteStream open(Channel channel, Duration stall) {
        CallOptions options = CallOptions.DEFAULT.withOnReadyThreshold(READY_THRESHOLD);
        WriteStream stream = new WriteStream(channel.newCall(ContentGrpc.getWriteMethod(), options), stall);
        stream.call.start(stream, new Metadata());
        stream.call.request(WINDOW);
        return stream;
    }

    /**
     * Sends a message when there is room for it.
     *
     * @throws ContainerdException if the stream has ended, is interrupted, or stalls
     */
    void send(WriteContentRequest request) {
        await(() -> sent - answered < WINDOW && call.isReady());
        failIfEnded();
        sent++;
        call.sendMessage(request);
    }

    /** Waits for the answers to all messages so far; the newest one. */
    WriteContentResponse awaitAnswers() {
        await(() -> answered >= sent);
        failIfEnded();
        lock.lock();
        try {
            return lastAnswer;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that no message follows, and waits for the end of the stream; the newest answer. */
    WriteContentResponse finish() {
        call.halfClose();
        await(() -> false);
        lock.lock();
        try {
            if (!end.isOk()) {
                throw ContainerdException.of(METHOD, end);
            }
            return lastAnswer;
        } finally {
            lock.unlock();
        }
    }

    /** Breaks the stream off, if it has not ended. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (end != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        call.cancel("the upload was broken off", null);
    }

    private void failIfEnded() {
        lock.lock();
        try {
            if (end != null) {
                throw ContainerdException.of(METHOD,
                        end.isOk() ? Status.INTERNAL.withDescription("containerd ended the stream early") : end);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the condition or the end of the stream. */
    private void await(BooleanSupplier condition) {
        lock.lock();
        try {
            lastChange = System.nanoTime();
            while (end == null && !condition.getAsBoolean()) {
                long left = lastChange + stallNanos - System.nanoTime();
                if (left <= 0) {
                    throw new ContainerdException(METHOD, Status.Code.DEADLINE_EXCEEDED,
                            "no progress for " + Duration.ofNanos(stallNanos), null);
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerdException(METHOD, Status.Code.CANCELLED, "interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onMessage(WriteContentResponse answer) {
        lock.lock();
        try {
            // more than messages in the end: containerd repeats the last answer
            answered++;
            lastAnswer = answer;
            signal();
        } finally {
            lock.unlock();
        }
        call.request(1);
    }

    @Override
    public void onReady() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        lock.lock();
        try {
            end = status;
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lastChange = System.nanoTime();
        changed.signalAll();
    }
}
