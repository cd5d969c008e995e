package io.quarkiverse.containerd.runtime.grpc;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quarkiverse.containerd.client.ContainerdClient;

/**
 * A connection to the containerd of another process, for tests and command line tools. A node daemon injects
 * {@link ContainerdClient}, which is connected to its own containerd.
 */
public final class ContainerdConnection implements AutoCloseable {

    private final EventLoopGroup events = new NioEventLoopGroup(1);
    private final ManagedChannel channel;

    /**
     * A connection that is opened by its first call.
     *
     * @param socket containerd's unix socket, which need not exist yet
     * @param interceptors see all calls
     */
    public ContainerdConnection(Path socket, ClientInterceptor... interceptors) {
        channel = UnixSocketChannels.builder(socket, events, false).intercept(interceptors).build();
    }

    /** A client that uses this connection, with the default timeouts. */
    public ContainerdClient client() {
        return new GrpcContainerdClient(channel);
    }

    /** The channel of this connection, for calls that the client has no methods for. */
    public ManagedChannel channel() {
        return channel;
    }

    /** Ends the calls that are running, and waits up to 5 seconds for their end. */
    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
