package io.quarkiverse.containerd.runtime.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Sends datagrams to a unix socket. The JDK has stream sockets only, so Netty's native library does it: from this process
 * itself, which is what systemd's default {@code NotifyAccess=main} asks for.
 */
final class NotifySocket implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DomainSocketAddress address;
    private final EpollEventLoopGroup eventLoop;

    /**
     * @param address a path, or {@code @} and an abstract name
     * @throws IOException if Netty's native library cannot be used
     */
    NotifySocket(String address) throws IOException {
        if (!Epoll.isAvailable()) {
            Throwable cause = Epoll.unavailabilityCause();
            throw new IOException("Netty's native library for epoll cannot be used: " + cause, cause);
        }
        this.address = new DomainSocketAddress(address.startsWith("@") ? "\0" + address.substring(1) : address);
        this.eventLoop = new EpollEventLoopGroup(1, new DefaultThreadFactory("systemd-notify-socket", true));
    }

    /**
     * Sends a datagram and waits until the socket has it.
     *
     * @throws IOException if there is no such socket, or it is full for 5 seconds
     */
    void send(String message) throws IOException, InterruptedException {
        Channel channel = completed(new Bootstrap().group(eventLoop).channelFactory(EpollDomainDatagramChannel::new)
                .handler(new ChannelInboundHandlerAdapter()).connect(address)).channel();
        try {
            completed(channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8)));
        } finally {
            channel.close();
        }
    }

    private static ChannelFuture completed(ChannelFuture future) throws IOException, InterruptedException {
        if (!future.await(PATIENCE.toMillis())) {
            future.channel().close();
            throw new IOException("the socket took nothing for " + PATIENCE.toSeconds() + " s");
        }
        if (!future.isSuccess()) {
            future.channel().close();
            throw new IOException(future.cause().toString(), future.cause());
        }
        return future;
    }

    @Override
    public void close() {
        eventLoop.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
