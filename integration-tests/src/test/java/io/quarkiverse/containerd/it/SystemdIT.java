package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** What the packaged node daemon tells systemd, on a datagram socket as systemd's. */
@QuarkusIntegrationTest
class SystemdIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    DevServicesContext devServices;

    @TempDir
    Path directory;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @Test
    void hearsOfStartFailureRecoveryAndStop() throws Exception {
        EpollEventLoopGroup eventLoop = new EpollEventLoopGroup(1);
        try (PackagedDaemon daemon = new PackagedDaemon(devServices.devServicesProperties())) {
            Path socket = directory.resolve("notify");
            new Bootstrap().group(eventLoop).channelFactory(EpollDomainDatagramChannel::new)
                    .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket datagram) {
                            datagram.content().toString(StandardCharsets.UTF_8).lines()
                                    .forEach(received::add);
                        }
                    }).bind(new DomainSocketAddress(socket.toString())).sync();
            daemon.preseed("a.tar", "localhost/a:1");

            daemon.startNotifying(socket.toString(), Duration.ofSeconds(2));

            awaitLine("READY=1");
            assertThat(daemon.health().started().up()).isTrue();
            assertThat(Files.readString(Path.of("/proc", Long.toString(daemon.pid()), "maps")).lines())
                    .as("Netty's native library comes from a private directory")
                    .filteredOn(line -> line.contains("netty_transport_native_epoll")).isNotEmpty()
                    .allMatch(line -> line.contains("/root/quarkus-containerd-native/"));
            awaitLine("STATUS=Ready: the pods' network is not configured yet; 1 of 1 image archives are loaded.*");
            ProcessHandle containerd = daemon.child().orElseThrow();
            assertThat(Files.readString(Path.of("/proc", Long.toString(containerd.pid()), "environ")))
                    .doesNotContain("NOTIFY_SOCKET", "WATCHDOG");

            containerd.destroyForcibly();
            // the watch may see that nobody listens any more before the process has ended, and the restart may be there first
            awaitLine("STATUS=Not ready: .*(root.containerd failed: containerd \\(pid |root.containerd starts).*");
            awaitLine("STATUS=Ready: .*");
            awaitLine("WATCHDOG=1");

            assertThat(daemon.stop()).isEqualTo(143);
            awaitLine("STOPPING=1");
            assertThat(daemon.printed()).doesNotContain("WARNING:").doesNotContain("systemd");
        } finally {
            eventLoop.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS).sync();
        }
    }

    /** Takes lines until one matches; other lines, such as those of the watchdog, do not prolong the wait. */
    private void awaitLine(String expression) throws InterruptedException {
        Pattern pattern = Pattern.compile(expression);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String line;
        do {
            line = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(line).as("a line that matches " + expression).isNotNull();
        } while (!pattern.matcher(line).matches());
    }
}
