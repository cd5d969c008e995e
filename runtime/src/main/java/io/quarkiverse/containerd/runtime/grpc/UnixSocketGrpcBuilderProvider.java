package io.quarkiverse.containerd.runtime.grpc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.grpc.spi.GrpcBuilderProvider;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/**
 * Lets Quarkus' gRPC clients use unix sockets: with the name resolver {@code unix} the client's host is the socket's path.
 */
public final class UnixSocketGrpcBuilderProvider implements GrpcBuilderProvider<NettyServerBuilder> {

    /** The name resolver that selects this provider. */
    public static final String RESOLVER = "unix";

    @Override
    public boolean providesChannel(GrpcClientConfiguration configuration) {
        return RESOLVER.equalsIgnoreCase(configuration.nameResolver());
    }

    @Override
    public String resolver() {
        return RESOLVER;
    }

    // the replacement exists only in Vert.x 5
    @SuppressWarnings("deprecation")
    @Override
    public ManagedChannelBuilder<?> createChannelBuilder(GrpcClientConfiguration configuration, String target) {
        Vertx vertx = Arc.container().instance(Vertx.class).get();
        // Quarkus sets these for its own builders only, and the event loops only for channels to inet addresses
        NettyChannelBuilder builder = UnixSocketChannels
                .builder(socket(configuration), vertx.nettyEventLoopGroup(), vertx.isNativeTransportEnabled())
                .directExecutor()
                .offloadExecutor(Infrastructure.getDefaultExecutor());
        configuration.flowControlWindow().ifPresent(builder::flowControlWindow);
        configuration.maxInboundMessageSize().ifPresent(builder::maxInboundMessageSize);
        configuration.maxInboundMetadataSize().ifPresent(builder::maxInboundMetadataSize);
        InstanceHandle<ChannelInterceptors> interceptors = Arc.container().instance(ChannelInterceptors.class);
        return interceptors.isAvailable() ? new AdaptedChannelBuilder(builder, interceptors.get()) : builder;
    }

    /** The daemon's own clients do not wait for what others wait for. */
    private static Path socket(GrpcClientConfiguration configuration) {
        Path host = Path.of(configuration.host());
        GrpcSocket socket = GrpcSocket.of(Arc.container().instance(ContainerdConfig.class).get());
        return host.equals(socket.address()) ? socket.bound() : host;
    }

    @Override
    public String channelInfo(GrpcClientConfiguration configuration) {
        return "unix socket " + socket(configuration);
    }

    @Override
    public String toString() {
        return "unix socket";
    }

    @Override
    public boolean providesServer(GrpcServerConfiguration configuration) {
        return false;
    }

    @Override
    public ServerBuilder<NettyServerBuilder> createServerBuilder(Vertx vertx, GrpcServerConfiguration configuration,
            LaunchMode launchMode) {
        throw noServers();
    }

    @Override
    public void startServer(Server server) {
        throw noServers();
    }

    @Override
    public void postStartup(Server server, ShutdownContext shutdown) {
        throw noServers();
    }

    @Override
    public void devModeReload(List<ServerServiceDefinition> servicesWithInterceptors,
            Map<String, ServerMethodDefinition<?, ?>> methods, List<ServerInterceptor> globalInterceptors,
            ShutdownContext shutdown) {
        throw noServers();
    }

    @Override
    public boolean serverAlreadyExists() {
        return false;
    }

    @Override
    public String serverInfo(String host, int port, GrpcServerConfiguration configuration) {
        throw noServers();
    }

    private static UnsupportedOperationException noServers() {
        return new UnsupportedOperationException("the unix socket provider supports clients only");
    }
}
