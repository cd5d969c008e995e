package io.quarkiverse.containerd.runtime.tracing;

import jakarta.inject.Singleton;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.opentelemetry.api.trace.Span;
import io.quarkiverse.containerd.runtime.grpc.ChannelInterceptors;
import io.quarkus.opentelemetry.runtime.tracing.instrumentation.grpc.GrpcTracingClientInterceptor;

/**
 * Has calls to containerd make spans only within a trace of the application: the daemon's own, such as the periodic probes,
 * would make traces of one span each.
 */
@Singleton
class CallsWithinTraces implements ChannelInterceptors {

    @Override
    public ClientInterceptor adapt(ClientInterceptor interceptor) {
        return interceptor instanceof GrpcTracingClientInterceptor ? new WithinTrace(interceptor) : interceptor;
    }

    private record WithinTrace(ClientInterceptor tracing) implements ClientInterceptor {

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return Span.current().getSpanContext().isValid() ? tracing.interceptCall(method, options, next)
                    : next.newCall(method, options);
        }
    }
}
