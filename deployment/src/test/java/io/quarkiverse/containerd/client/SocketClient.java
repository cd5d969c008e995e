package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quarkiverse.containerd.runtime.grpc.GrpcContainerdClient;
import io.quarkiverse.containerd.runtime.grpc.UnixSocketChannels;

/** A client of a containerd that somebody else runs. */
public final class SocketClient implements AutoCloseable {

    private final EventLoopGroup events = new NioEventLoopGroup(1);
    private final Path socket;
    private final ManagedChannel channel;

    /**
     * @param socket need not be there yet
     * @param interceptors see all calls but the writing of blobs
     */
    public SocketClient(Path socket, ClientInterceptor... interceptors) {
        this.socket = socket;
        channel = UnixSocketChannels.builder(socket, events, false).intercept(interceptors).build();
    }

    /** The client. */
    public ContainerdClient client() {
        return new GrpcContainerdClient(channel, socket);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
