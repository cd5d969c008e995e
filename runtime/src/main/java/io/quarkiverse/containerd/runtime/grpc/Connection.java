package io.quarkiverse.containerd.runtime.grpc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;

/**
 * A connection to containerd.
 *
 * @param channel the channel of calls
 * @param timeouts the deadlines of calls
 */
record Connection(Channel channel, CallTimeouts timeouts) {

    /** Returns this connection with a further header. */
    Connection with(Metadata.Key<String> key, String value) {
        Metadata headers = new Metadata();
        headers.put(key, value);
        return new Connection(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                timeouts);
    }

    /** Returns a stub for one ordinary call. */
    <S extends AbstractStub<S>> S stub(Function<Channel, S> factory) {
        return stub(factory, timeouts.call());
    }

    /** Returns a stub for one call with a deadline of its own. */
    <S extends AbstractStub<S>> S stub(Function<Channel, S> factory, Duration deadline) {
        return factory.apply(channel).withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }
}
