package io.quarkiverse.containerd.client;

import java.util.concurrent.atomic.AtomicBoolean;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/** Does something before the first call of a method of containerd. */
public final class BeforeCall implements ClientInterceptor {

    private final String method;
    private final Runnable action;
    private final AtomicBoolean done = new AtomicBoolean();

    /**
     * @param method the end of its full name
     * @param action what is done, on the caller's thread
     */
    public BeforeCall(String method, Runnable action) {
        this.method = method;
        this.action = action;
    }

    /** Whether there was such a call. */
    public boolean happened() {
        return done.get();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> called, CallOptions options, Channel next) {
        if (called.getFullMethodName().endsWith(method) && done.compareAndSet(false, true)) {
            action.run();
        }
        return next.newCall(called, options);
    }
}
