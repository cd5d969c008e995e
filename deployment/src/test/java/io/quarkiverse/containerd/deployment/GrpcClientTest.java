package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.Health;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthCheckResponse.ServingStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.GetImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.Image;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.Images;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ImagesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ListImagesRequest;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.GrpcClientUtils;
import io.quarkus.test.QuarkusUnitTest;

/** The stubs are there for applications, by injection. */
class GrpcClientTest {

    private static final ContainerdDaemon DAEMON = new ContainerdDaemon();
    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(ContainerdDaemon.class))
            .setBeforeAllCustomizer(DAEMON::start)
            .setAfterAllCustomizer(DAEMON::stop)
            .overrideConfigKey("quarkus.containerd.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.containerd.state", DAEMON.state().toString())
            // a busy machine is no reason for a warning
            .overrideRuntimeConfigKey("quarkus.vertx.max-event-loop-execute-time", "1m")
            .setLogRecordPredicate(record -> record.getLevel().intValue() >= Level.WARNING.intValue())
            .assertLogRecords(records -> assertThat(records).extracting(LogRecord::getMessage).isEmpty());

    @GrpcClient("containerd")
    ImagesGrpc.ImagesBlockingStub blocking;

    @GrpcClient("containerd")
    Images mutiny;

    @GrpcClient("containerd")
    Health health;

    @GrpcClient("containerd")
    Channel channel;

    @Inject
    ContainerdClient client;

    @Test
    void allKindsOfClientsReachTheSameDaemon() {
        Metadata namespace = new Metadata();
        namespace.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), "here");
        client.namespace("here").images().put("an/image:1", new ImageTarget("a/type", DIGEST, 1, Map.of()));

        assertThat(blocking.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(namespace))
                .list(ListImagesRequest.getDefaultInstance()).getImagesList()).extracting(Image::getName)
                .containsExactly("an/image:1");
        assertThat(GrpcClientUtils.attachHeaders(mutiny, namespace)
                .get(GetImageRequest.newBuilder().setName("an/image:1").build()).await().atMost(Duration.ofSeconds(60))
                .getImage().getTarget().getDigest()).isEqualTo(DIGEST);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).await().atMost(Duration.ofSeconds(60))
                .getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(channel).isInstanceOf(ManagedChannel.class);
        assertThat(channel.authority()).isEqualTo("localhost");
    }

    @Test
    void theSocketIsTheConfiguredOneByDefault() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.grpc.clients.containerd.host", String.class))
                .isEqualTo(DAEMON.socket().toString());
    }

    @Test
    void noGrpcServerIsStarted() {
        assertThat(answers(9000)).isFalse();
        assertThat(answers(9001)).isFalse();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
