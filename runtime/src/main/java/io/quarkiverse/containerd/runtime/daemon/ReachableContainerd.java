package io.quarkiverse.containerd.runtime.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkiverse.containerd.runtime.grpc.CallTimeouts;
import io.quarkiverse.containerd.runtime.grpc.GrpcContainerdClient;
import io.quarkiverse.containerd.runtime.grpc.UnixSocketChannels;
import io.quarkiverse.containerd.runtime.preseed.store.EmptyContainerd;

/** The containerd that answers on the configured socket, for whoever is not its daemon; in its place an empty one. */
public final class ReachableContainerd implements AutoCloseable {

    /** Where nobody listens, a call fails at once; who answers late on a busy machine is not taken for nobody. */
    private static final CallTimeouts TIMEOUTS = new CallTimeouts(CallTimeouts.defaults().call(),
            CallTimeouts.defaults().call(), CallTimeouts.defaults().uploadIdle());

    private final EventLoopGroup eventLoop = new NioEventLoopGroup(1);
    private final Optional<ManagedChannel> channel;
    private final Optional<Path> socket;
    private final ContainerdClient client;

    private ReachableContainerd(Path socket) {
        ManagedChannel connected = UnixSocketChannels.builder(socket, eventLoop, false).build();
        ContainerdClient found = new GrpcContainerdClient(connected, TIMEOUTS);
        this.channel = Optional.of(connected);
        boolean answers = answers(found);
        this.socket = answers ? Optional.of(socket) : Optional.empty();
        this.client = answers ? found : EmptyContainerd.client();
    }

    private ReachableContainerd() {
        this.channel = Optional.empty();
        this.socket = Optional.empty();
        this.client = EmptyContainerd.client();
    }

    /** Returns the containerd of this configuration, which may be another daemon's. */
    public static ReachableContainerd of(ContainerdConfig config) {
        Path socket = GrpcSocket.of(config).bound();
        return Files.isWritable(socket) ? new ReachableContainerd(socket) : new ReachableContainerd();
    }

    private static boolean answers(ContainerdClient client) {
        try {
            return client.isServing();
        } catch (ContainerdException e) {
            return false;
        }
    }

    /** Returns the socket that it answers on; empty if none answers, or this user may not ask it. */
    public Optional<Path> socket() {
        return socket;
    }

    /** Returns a client of it. */
    public ContainerdClient client() {
        return client;
    }

    @Override
    public void close() {
        channel.ifPresent(ManagedChannel::shutdownNow);
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
