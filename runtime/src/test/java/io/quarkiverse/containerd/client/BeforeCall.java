package io.quarkiverse.containerd.client;

import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/** Does something before a call of a method of containerd. */
public final class BeforeCall implements ClientInterceptor {

    private final String method;
    private final Runnable action;
    private final int number;
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * Does it before the first call.
     *
     * @param method the end of its full name
     * @param action what is done, on the caller's thread
     */
    public BeforeCall(String method, Runnable action) {
        this(method, 1, action);
    }

    /**
     * @param method the end of its full name
     * @param number which call, from 1
     * @param action what is done, on the caller's thread
     */
    public BeforeCall(String method, int number, Runnable action) {
        this.method = method;
        this.number = number;
        this.action = action;
    }

    /** Whether there was such a call. */
    public boolean happened() {
        return calls.get() >= number;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> called, CallOptions options, Channel next) {
        if (called.getFullMethodName().endsWith(method) && calls.incrementAndGet() == number) {
            action.run();
        }
        return next.newCall(called, options);
    }
}
