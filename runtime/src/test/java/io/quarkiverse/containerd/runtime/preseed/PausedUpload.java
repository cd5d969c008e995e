package io.quarkiverse.containerd.runtime.preseed;

import java.util.concurrent.atomic.AtomicLong;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;

/** Runs an action on the thread of the upload that has sent so many bytes, while other calls go on. */
final class PausedUpload implements ClientInterceptor {

    private final long bytes;
    private final Runnable action;

    PausedUpload(long bytes, Runnable action) {
        this.bytes = bytes;
        this.action = action;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        AtomicLong sent = new AtomicLong();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void sendMessage(Q message) {
                super.sendMessage(message);
                if (message instanceof WriteContentRequest request) {
                    long before = sent.getAndAdd(request.getData().size());
                    if (before < bytes && sent.get() >= bytes) {
                        action.run();
                    }
                }
            }
        };
    }
}
