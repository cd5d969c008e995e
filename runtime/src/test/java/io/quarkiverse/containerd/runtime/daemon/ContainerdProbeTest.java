package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.host.process.ServingContainerds;

/** How long an answer counts, and what is told of a lost socket. */
class ContainerdProbeTest {

    @TempDir
    Path temp;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));

    @Test
    void anAnswerThatIsTooOldIsNoneHoweverTheClockOnTheWallIsSet() throws Exception {
        try (ContainerdConnection nobody = new ContainerdConnection(temp.resolve("none.sock"))) {
            ContainerdProbe probe = new ContainerdProbe(nobody.client(), true, Duration.ofSeconds(10), Duration.ofSeconds(5),
                    wall::get, nanos::get);
            assertThat(probe.newest()).isEmpty();
            assertThat(probe.observe().kind()).isEqualTo(Observation.Kind.SILENT);
            assertThat(probe.newest().orElseThrow().error().orElseThrow()).contains("Health.Check");

            wall.set(wall.get().minus(Duration.ofHours(1)));
            nanos.set(Duration.ofSeconds(15).toNanos());
            assertThat(probe.newest().orElseThrow().error().orElseThrow()).contains("Health.Check");

            nanos.addAndGet(Duration.ofMillis(1).toNanos());
            assertThat(probe.newest().orElseThrow().error()).contains("the newest answer is 15001 ms old");
        }
    }

    @Test
    void eachProbeConnectsAnew() throws Exception {
        Path socket = temp.resolve("mute.sock");
        AtomicInteger accepted = new AtomicInteger();
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ContainerdConnection connection = new ContainerdConnection(socket)) {
            mute.bind(UnixDomainSocketAddress.of(socket));
            Thread accepting = new Thread(() -> {
                try {
                    while (true) {
                        mute.accept();
                        accepted.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // the end of the test
                }
            });
            accepting.start();
            ContainerdProbe probe = new ContainerdProbe(connection.client(), true, Duration.ofSeconds(10),
                    Duration.ofMillis(200), wall::get, nanos::get);
            for (int probes = 1; probes <= 3; probes++) {
                assertThat(probe.observe().kind()).isEqualTo(Observation.Kind.SILENT);
                int atLeast = probes;
                await().untilAsserted(() -> assertThat(accepted.get()).isGreaterThanOrEqualTo(atLeast));
            }
        }
    }

    @Test
    void aSocketThatIsReplacedWhileItIsLookedAtIsNotTakenForRemoved() throws Exception {
        try (ServerSocketChannel ours = bind("c.sock"); ServerSocketChannel other = bind("other.sock")) {
            assertThat(observe(() -> move("c.sock", "aside.sock"), () -> move("other.sock", "c.sock"))).satisfies(seen -> {
                assertThat(seen.kind()).isEqualTo(Observation.Kind.LOST);
                assertThat(seen.problem()).startsWith("another socket is in the place of " + temp.resolve("c.sock"));
            });
        }
    }

    @Test
    void aSocketThatIsBackAtTheSecondLookIsNotLost() throws Exception {
        try (ServerSocketChannel ours = bind("c.sock")) {
            assertThat(observe(() -> move("c.sock", "aside.sock"), () -> move("aside.sock", "c.sock")).kind())
                    .isEqualTo(Observation.Kind.SILENT);
        }
    }

    @Test
    void aSocketThatIsLostBeforeItAnswersIsNotTakenForSilent() throws Exception {
        try (ServerSocketChannel ours = bind("c.sock")) {
            assertThat(observe(() -> {
            }, () -> move("c.sock", "aside.sock"))).isEqualTo(new Observation(Observation.Kind.LOST,
                    "the socket " + temp.resolve("c.sock") + " has been removed"));
        }
    }

    /**
     * Observes a containerd that does not answer. @param before runs before the first look @param settling before the second
     */
    private Observation observe(Runnable before, Runnable settling) throws Exception {
        Path socket = temp.resolve("c.sock");
        try (ContainerdConnection connection = new ContainerdConnection(socket)) {
            ContainerdProbe probe = new ContainerdProbe(connection.client(), true, Duration.ofSeconds(10),
                    Duration.ofMillis(200), wall::get, nanos::get);
            probe.serves(ServingContainerds.inThisProcess(socket, settling));
            before.run();
            return probe.observe();
        }
    }

    private ServerSocketChannel bind(String name) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(temp.resolve(name)));
    }

    private void move(String from, String to) {
        try {
            Files.move(temp.resolve(from), temp.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
