package io.quarkiverse.containerd.runtime.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.process.UnixListeners;

/** An HTTP server on a unix socket that only its owner may open. */
final class ControlSocket implements AutoCloseable {

    private static final int CONNECTIONS = 32;
    private static final int FOLLOWERS = 10;
    private static final int THREADS = 4;
    private static final int WAITING = 32;
    private static final int LARGEST_REQUEST = 64 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Path path;
    private final NioEventLoopGroup eventLoop = new NioEventLoopGroup(1, new DefaultThreadFactory("control-socket", true));
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING), new DefaultThreadFactory("control", true));
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Semaphore followers = new Semaphore(FOLLOWERS);
    private final Channel server;

    /**
     * @throws ConfigurationException if something else than a socket that nobody listens on is at the path
     * @throws IOException if the socket cannot be made
     */
    ControlSocket(Path path, ControlRoutes routes) throws IOException {
        this.path = path;
        threads.allowCoreThreadTimeOut(true);
        try {
            requireFree(path);
            server = bind(routes);
        } catch (IOException | RuntimeException e) {
            end();
            throw e;
        }
    }

    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
            throw new ConfigurationException("quarkus.containerd.control.socket",
                    path + " is no socket; move it away, or set another path");
        }
        // where nobody listens, an earlier daemon was killed
        if (UnixListeners.isAt(path)) {
            throw new ConfigurationException("quarkus.containerd.control.socket",
                    "another process listens on " + path + "; stop it, or set another path");
        }
    }

    /** Makes the socket where nobody else can reach it, and puts it into place when its mode is right. */
    private Channel bind(ControlRoutes routes) throws IOException {
        Path directory = Files.createTempDirectory(path.toAbsolutePath().getParent(), ".control",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = directory.resolve("s");
        try {
            ChannelFuture bound = new ServerBootstrap().group(eventLoop).channel(NioServerDomainSocketChannel.class)
                    .childHandler(new Connections(routes)).bind(UnixDomainSocketAddress.of(made)).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(bound.cause().getMessage(), bound.cause());
            }
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return bound.channel();
        } finally {
            Files.deleteIfExists(made);
            Files.delete(directory);
        }
    }

    private final class Connections extends ChannelInitializer<Channel> {

        private final ControlRoutes routes;

        Connections(ControlRoutes routes) {
            this.routes = routes;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (connections.size() >= CONNECTIONS) {
                channel.close();
                return;
            }
            connections.add(channel);
            channel.pipeline().addLast(new ReadTimeoutHandler(IDLE.toSeconds(), TimeUnit.SECONDS),
                    new WriteTimeoutHandler(IDLE.toSeconds(), TimeUnit.SECONDS), new HttpServerCodec(),
                    new HttpObjectAggregator(LARGEST_REQUEST), new FlowControlHandler(),
                    new ControlHandler(routes, threads, followers));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.close();
        end();
        Files.deleteIfExists(path);
    }

    private void end() {
        threads.shutdownNow();
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
