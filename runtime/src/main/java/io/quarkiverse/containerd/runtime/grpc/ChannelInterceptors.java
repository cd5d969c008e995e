package io.quarkiverse.containerd.runtime.grpc;

import io.grpc.ClientInterceptor;

/**
 * Adapts interceptors that other extensions add to all gRPC clients. A bean of this type is used for the calls to containerd.
 */
public interface ChannelInterceptors {

    /** Returns the interceptor to be used in place of another one. */
    ClientInterceptor adapt(ClientInterceptor interceptor);
}
