package io.quarkiverse.containerd.runtime.grpc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import com.google.protobuf.Timestamp;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.quarkiverse.containerd.client.ContainerdException;

/** How calls are made: with a deadline, and with failures in our own words. */
public final class Calls {

    /** Enough to hide the round trip; containerd answers a few thousand such calls a second. */
    private static final int PIPELINE = 64;

    private Calls() {
    }

    public static <S extends AbstractStub<S>> S within(S stub, Duration deadline) {
        return stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    public static <T> T call(String method, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw ContainerdException.of(method, e.getStatus());
        }
    }

    /**
     * Makes one call for each input, many at a time, and hands each outcome to {@code result}: the answer, or the failure.
     */
    public static <I, O> void pipelined(String method, Collection<I> inputs, Function<I, Future<O>> call,
            BiConsumer<I, Outcome<O>> result) {
        Deque<I> waiting = new ArrayDeque<>(inputs);
        Deque<I> asked = new ArrayDeque<>();
        Deque<Future<O>> answers = new ArrayDeque<>();
        try {
            while (!waiting.isEmpty() || !asked.isEmpty()) {
                while (!waiting.isEmpty() && asked.size() < PIPELINE) {
                    I input = waiting.poll();
                    answers.add(call.apply(input));
                    asked.add(input);
                }
                result.accept(asked.poll(), outcome(method, answers.poll()));
            }
        } finally {
            answers.forEach(answer -> answer.cancel(true));
        }
    }

    private static <O> Outcome<O> outcome(String method, Future<O> answer) {
        try {
            return new Outcome<>(answer.get(), null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ContainerdException(method, Status.Code.CANCELLED, "interrupted", e);
        } catch (ExecutionException e) {
            return new Outcome<>(null, ContainerdException.of(method, statusOf(e.getCause())));
        }
    }

    private static Status statusOf(Throwable thrown) {
        if (thrown instanceof StatusRuntimeException status) {
            return status.getStatus();
        }
        return thrown instanceof StatusException status ? status.getStatus() : Status.UNKNOWN.withCause(thrown);
    }

    /**
     * Makes a call that must happen although the thread is interrupted, such as the release of a resource. An interrupt that
     * comes meanwhile ends a call, and containerd may or may not have heard of it; so it is made again, and must allow that.
     */
    public static void despiteInterrupt(Runnable call) {
        boolean interrupted = Thread.interrupted();
        try {
            while (isCutShort(call)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isCutShort(Runnable call) {
        try {
            call.run();
            return false;
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.CANCELLED && Thread.currentThread().isInterrupted()) {
                return true;
            }
            throw e;
        }
    }

    public static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    public static List<String> maskOf(String field, Collection<String> keys) {
        List<String> paths = new ArrayList<>(keys.size());
        for (String key : keys) {
            paths.add(field + "." + key);
        }
        return paths;
    }

    /** An answer or a failure. */
    public record Outcome<T>(T answer, ContainerdException failure) {

        public T get() {
            if (failure != null) {
                throw failure;
            }
            return answer;
        }

        public boolean is(Status.Code code) {
            return failure != null && failure.code() == code;
        }
    }
}
