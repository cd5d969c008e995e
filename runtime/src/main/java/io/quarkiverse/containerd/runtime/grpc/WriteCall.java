package io.quarkiverse.containerd.runtime.grpc;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.protobuf.UnsafeByteOperations;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;

/**
 * One call of Content.Write, driven by one thread. Messages are sent a little ahead of their answers. Every method fails with a
 * {@link ContainerdException}: as containerd answers, with {@code CANCELLED} when the thread is interrupted, and with
 * {@code DEADLINE_EXCEEDED} when nothing moves for too long.
 */
final class WriteCall implements AutoCloseable {

    static final String METHOD = "Content.Write";

    /** Unanswered messages: containerd has one to go on with, and the memory for them stays bounded. */
    private static final int AHEAD = 2;

    private final BlockingClientCall<WriteContentRequest, WriteContentResponse> call;
    private final Duration stall;
    private int unanswered;
    private boolean ended;
    private WriteContentResponse lastAnswer;

    /** @param stall the time that the call may go without any progress */
    WriteCall(Channel channel, Duration stall) {
        this.call = ClientCalls.blockingBidiStreamingCall(channel, ContentGrpc.getWriteMethod(), CallOptions.DEFAULT);
        this.stall = stall;
    }

    /** One step of the call, which waits for containerd. */
    @FunctionalInterface
    private interface Step<T> {

        T run() throws InterruptedException, TimeoutException, StatusException;
    }

    /** Sends a message without data. */
    void send(WriteContentRequest.Builder request) {
        send(request, ByteBuffer.allocate(0));
    }

    /**
     * Sends a message. containerd may have ended the call well by then, because it has all it needs; the message is dropped,
     * and {@link #finish()} returns the newest answer.
     *
     * @param data its data, which must not be changed from now on
     */
    void send(WriteContentRequest.Builder request, ByteBuffer data) {
        WriteContentRequest message = request.setData(UnsafeByteOperations.unsafeWrap(data)).build();
        unanswered++;
        if (!ended && step(() -> call.write(message, stall.toNanos(), TimeUnit.NANOSECONDS))) {
            awaitAnswers(AHEAD);
        } else {
            awaitEnd();
        }
    }

    /** Waits for the answers to all messages so far, and returns the newest one. */
    WriteContentResponse awaitAnswers() {
        awaitAnswers(0);
        if (unanswered > 0) {
            throw new ContainerdException(METHOD, Status.Code.INTERNAL, "containerd ended the stream early", null);
        }
        return lastAnswer;
    }

    /** Tells that no message follows, waits for the end of the call, and returns the newest answer; null if there is none. */
    WriteContentResponse finish() {
        if (!ended) {
            call.halfClose();
        }
        awaitEnd();
        return lastAnswer;
    }

    /** Takes all answers that are left. containerd repeats its last one. */
    private void awaitEnd() {
        while (!ended) {
            read();
        }
    }

    /** Breaks the call off, if it has not ended. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            call.cancel("the upload is broken off", null);
        }
    }

    private void awaitAnswers(int ahead) {
        while (unanswered > ahead && !ended) {
            read();
        }
    }

    private void read() {
        WriteContentResponse answer = step(() -> call.read(stall.toNanos(), TimeUnit.NANOSECONDS));
        if (answer == null) {
            ended = true;
        } else {
            lastAnswer = answer;
            unanswered--;
        }
    }

    private <T> T step(Step<T> step) {
        try {
            return step.run();
        } catch (StatusException e) {
            ended = true;
            throw Calls.exception(METHOD, e.getStatus());
        } catch (TimeoutException e) {
            throw new ContainerdException(METHOD, Status.Code.DEADLINE_EXCEEDED, "no progress for " + stall, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerdException(METHOD, Status.Code.CANCELLED, "interrupted", e);
        }
    }
}
