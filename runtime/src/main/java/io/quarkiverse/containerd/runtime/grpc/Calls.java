package io.quarkiverse.containerd.runtime.grpc;

import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import com.google.protobuf.Timestamp;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.quarkiverse.containerd.client.ContainerdException;

/** Makes calls, and turns their failures into {@link ContainerdException}s. */
final class Calls {

    /** Enough to hide the round trip; containerd serves a few thousand such calls a second. */
    private static final int PIPELINE = 64;

    private Calls() {
    }

    /** Makes one call. */
    static <T> T call(String method, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw exception(method, e.getStatus());
        }
    }

    /** Makes one call; empty if it fails with the tolerated code. */
    static <T> Optional<T> tryCall(String method, Status.Code tolerated, Supplier<T> call) {
        try {
            return Optional.of(call(method, call));
        } catch (ContainerdException e) {
            if (e.code() == tolerated) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes one call for each input, many at a time, and passes each outcome to {@code result}, in the order of the inputs.
     */
    static <I, O> void pipelined(String method, Collection<I> inputs, Function<I, Future<O>> call,
            BiConsumer<I, Outcome<O>> result) {
        Deque<I> waiting = new ArrayDeque<>(inputs);
        Deque<I> called = new ArrayDeque<>();
        Deque<Future<O>> responses = new ArrayDeque<>();
        try {
            while (!waiting.isEmpty() || !called.isEmpty()) {
                while (!waiting.isEmpty() && called.size() < PIPELINE) {
                    I input = waiting.poll();
                    responses.add(call.apply(input));
                    called.add(input);
                }
                result.accept(called.poll(), outcome(method, responses.poll()));
            }
        } finally {
            responses.forEach(response -> response.cancel(true));
        }
    }

    private static <O> Outcome<O> outcome(String method, Future<O> response) {
        try {
            return new Outcome<>(response.get(), null);
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new ContainerdException(method, Status.Code.CANCELLED, "interrupted", e);
        } catch (ExecutionException e) {
            return new Outcome<>(null, exception(method, statusOf(e.getCause())));
        }
    }

    static ContainerdException exception(String method, Status status) {
        return new ContainerdException(method, code(status), status.getDescription(), status.getCause());
    }

    /** A call that was made while the connection was being lost fails with UNKNOWN: what closed it is not known to gRPC. */
    private static Status.Code code(Status status) {
        return status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof ClosedChannelException
                ? Status.Code.UNAVAILABLE
                : status.getCode();
    }

    private static Status statusOf(Throwable thrown) {
        if (thrown instanceof StatusRuntimeException status) {
            return status.getStatus();
        }
        return thrown instanceof StatusException status ? status.getStatus() : Status.UNKNOWN.withCause(thrown);
    }

    /**
     * Makes a call that must happen even if the thread is interrupted, such as the release of a resource. An interrupt during
     * the call ends it, and containerd may or may not have received it; so the call is made again, and must allow that.
     */
    static void uninterruptibly(Runnable call) {
        boolean interrupted = Thread.interrupted();
        try {
            while (isInterrupted(call)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isInterrupted(Runnable call) {
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

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    /** Returns the paths of a field mask that selects these keys of a map. */
    static List<String> maskOf(String field, Collection<String> keys) {
        List<String> paths = new ArrayList<>(keys.size());
        for (String key : keys) {
            paths.add(field + "." + key);
        }
        return paths;
    }

    /** A response or a failure. */
    record Outcome<T>(T response, ContainerdException failure) {

        T get() {
            if (failure != null) {
                throw failure;
            }
            return response;
        }

        boolean is(Status.Code code) {
            return failure != null && failure.code() == code;
        }
    }
}
