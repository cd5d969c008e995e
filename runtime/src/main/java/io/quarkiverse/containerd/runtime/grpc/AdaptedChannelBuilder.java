package io.quarkiverse.containerd.runtime.grpc;

import java.util.Arrays;
import java.util.List;

import io.grpc.ClientInterceptor;
import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ManagedChannelBuilder;

/** A builder of channels whose interceptors are adapted. */
final class AdaptedChannelBuilder extends ForwardingChannelBuilder2<AdaptedChannelBuilder> {

    private final ManagedChannelBuilder<?> builder;
    private final ChannelInterceptors interceptors;

    AdaptedChannelBuilder(ManagedChannelBuilder<?> builder, ChannelInterceptors interceptors) {
        this.builder = builder;
        this.interceptors = interceptors;
    }

    @Override
    protected ManagedChannelBuilder<?> delegate() {
        return builder;
    }

    @Override
    public AdaptedChannelBuilder intercept(List<ClientInterceptor> added) {
        builder.intercept(added.stream().map(interceptors::adapt).toList());
        return this;
    }

    @Override
    public AdaptedChannelBuilder intercept(ClientInterceptor... added) {
        return intercept(Arrays.asList(added));
    }
}
