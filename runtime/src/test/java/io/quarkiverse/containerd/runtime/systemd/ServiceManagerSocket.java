package io.quarkiverse.containerd.runtime.systemd;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;

/** The service manager's end of the notification socket. */
final class ServiceManagerSocket implements AutoCloseable {

    private static final long PATIENCE = 60;

    private final EpollEventLoopGroup eventLoop = new EpollEventLoopGroup(1);
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    /** @param address a path, or NUL and an abstract name */
    ServiceManagerSocket(String address) throws InterruptedException {
        new Bootstrap().group(eventLoop).channelFactory(EpollDomainDatagramChannel::new)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket datagram) {
                        received.add(datagram.content().toString(StandardCharsets.UTF_8));
                    }
                }).bind(new DomainSocketAddress(address)).sync();
    }

    /** The next datagram. */
    String receive() throws InterruptedException {
        String datagram = received.poll(PATIENCE, TimeUnit.SECONDS);
        if (datagram == null) {
            throw new AssertionError("no datagram within " + PATIENCE + " s");
        }
        return datagram;
    }

    /** How many datagrams wait. */
    int waiting() {
        return received.size();
    }

    @Override
    public void close() throws InterruptedException {
        eventLoop.shutdownGracefully(0, PATIENCE, TimeUnit.SECONDS).sync();
    }
}
