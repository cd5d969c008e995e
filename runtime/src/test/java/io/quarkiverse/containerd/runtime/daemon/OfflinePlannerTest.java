package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthGrpc;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;

/** Plans where no containerd runs. */
class OfflinePlannerTest {

    @TempDir
    Path directory;

    private Path preseed;

    @BeforeEach
    void archives() throws IOException {
        preseed = Files.createDirectories(directory.resolve("preseed"));
        Path archive = Files.createDirectories(preseed.resolve("k8s.io")).resolve("a.tar");
        new DockerArchive().image(Image.of(Layer.of(Map.of("name", "a".getBytes(StandardCharsets.UTF_8)))), "localhost/a:1")
                .write(archive);
    }

    @Test
    void whateverAnArchiveBringsIsMissing() throws IOException {
        OfflinePlanner.Plans plans = new OfflinePlanner(config()).plan(preseed);

        assertThat(plans.containerd()).isEmpty();
        assertThat(plans.plans()).singleElement().satisfies(plan -> {
            assertThat(plan.feasible()).isTrue();
            assertThat(plan.images()).extracting(LoadPlan.Image::name).contains("localhost/a:1");
            assertThat(plan.bytesMissing()).isPositive().isEqualTo(plan.bytes());
        });
        assertThatThrownBy(() -> new OfflinePlanner(config()).plan(directory.resolve("none"))).isInstanceOf(IOException.class)
                .hasMessageContaining("none");
    }

    @Test
    void aContainerdThatAnswersLateIsNotTakenForNone() throws Exception {
        EventLoopGroup events = new NioEventLoopGroup(1);
        CompletableFuture<Deadline> deadline = new CompletableFuture<>();
        Path socket = Files.createDirectories(directory.resolve("state")).resolve("containerd.sock");
        Server slow = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class).bossEventLoopGroup(events).workerEventLoopGroup(events)
                .addService(new HealthGrpc.HealthImplBase() {
                    @Override
                    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answers) {
                        deadline.complete(Context.current().getDeadline());
                        answers.onError(Status.DEADLINE_EXCEEDED.asException());
                    }
                }).build().start();
        try {
            assertThat(new OfflinePlanner(config()).plan(preseed).containerd()).isEmpty();
            // the first call of a JVM that has just started takes seconds on a busy machine
            assertThat(deadline.get().timeRemaining(TimeUnit.SECONDS)).isGreaterThan(20);
        } finally {
            slow.shutdownNow().awaitTermination();
            events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDryRunEndsWithACode() throws Exception {
        MemoryJournal journal = new MemoryJournal(1000, 1024);
        assertThat(new DryRun(config(), journal).run()).isZero();

        Files.writeString(preseed.resolve("k8s.io/bad.tar"), "nonsense");
        assertThat(new DryRun(config(), journal).run()).isEqualTo(1);
        assertThat(journal.read(new JournalQuery("root", true, 1000, Level.TRACE))).extracting(LogEntry::message)
                .contains("the dry run has failed: 1 of 2 image archives could not be loaded: k8s.io/bad.tar")
                .noneMatch(message -> message.contains("restarts"));
        assertThat(directory.resolve("run")).doesNotExist();
        assertThat(directory.resolve("root")).doesNotExist();
    }

    private ContainerdConfig config() {
        return ConfigFixture.config(Map.of("preseed.directory", preseed.toString(), "run-directory",
                directory.resolve("run").toString(), "root", directory.resolve("root").toString(), "state",
                directory.resolve("state").toString(), "preseed.dry-run", "true"));
    }
}
