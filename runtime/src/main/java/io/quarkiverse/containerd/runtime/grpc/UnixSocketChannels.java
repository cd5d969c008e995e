package io.quarkiverse.containerd.runtime.grpc;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/** gRPC channels over unix sockets. */
public final class UnixSocketChannels {

    /** containerd's own limit. */
    private static final int MAX_MESSAGE_SIZE = 16 << 20;

    private UnixSocketChannels() {
    }

    /**
     * Returns a builder of plaintext channels.
     *
     * @param group the event loops, which stay open when the channel is closed
     * @param epoll whether they are Netty's native ones for Linux instead of the JDK's
     */
    public static NettyChannelBuilder builder(Path socket, EventLoopGroup group, boolean epoll) {
        NettyChannelBuilder builder = epoll ? Epoll.builder(socket)
                : NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket)).channelType(NioDomainSocketChannel.class);
        return builder
                // gRPC asks every socket for it; Netty takes null for no wish, and warns of one that unix sockets do not have
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .eventLoopGroup(group)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(MAX_MESSAGE_SIZE)
                .usePlaintext();
    }

    /** A class of its own, since the classes it uses exist only if the application has the native transport. */
    private static final class Epoll {

        static NettyChannelBuilder builder(Path socket) {
            return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                    .channelType(EpollDomainSocketChannel.class);
        }
    }
}
