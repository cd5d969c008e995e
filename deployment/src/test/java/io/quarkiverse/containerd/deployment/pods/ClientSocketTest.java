package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.testing.Command;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** A packaged node daemon whose socket waits for the preseed. */
class ClientSocketTest {

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false);

    private static final String[] SETTINGS = { "quarkus.containerd.grpc.after-preseed=true",
            "quarkus.containerd.health.interval=1s", "quarkus.containerd.cni.subnets=10.88.0.0/24" };
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ProdBuildResults
    ProdModeTestResults build;

    private PodNode node;

    @AfterEach
    void close() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isThereWhenTheRequiredArchivesAreLoaded(DebianContainerd containerd) throws Exception {
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"), containerd.binaries());
        Path socket = node.state().resolve("containerd.sock");
        Path early = node.state().resolve("containerd.sock.early");
        Path archive = node.preseedDirectory().resolve("pause.tar");
        Path good = Files.move(archive, node.directory().resolve("pause.tar"));
        Files.createFile(archive);

        node.launch(SETTINGS);
        try (ContainerdConnection own = new ContainerdConnection(early)) {
            await("the other archive").atMost(PATIENCE).ignoreExceptions().until(() -> {
                own.client().reconnect();
                return own.client().criImages().status(PodImages.BUSYBOX).isPresent();
            });
        }
        await("the failure").atMost(PATIENCE).until(() -> node.printed().contains("pause.tar"));
        assertThat(socket).doesNotExist();

        Files.move(good, archive, StandardCopyOption.REPLACE_EXISTING);
        node.awaitServing();
        assertThat(node.client().criImages().status(PodImages.PAUSE)).isPresent();
        assertThat(Command.run(containerd.binaries().executable().orElseThrow().resolveSibling("ctr").toString(), "--address",
                socket.toString(), "--namespace", "k8s.io", "images", "list", "--quiet")).contains(PodImages.PAUSE);
        assertThat(node.state().resolve("containerd.sock.ttrpc")).exists();

        Files.delete(socket);
        await("the socket, which was removed").atMost(PATIENCE).until(() -> Files.exists(socket));

        ProcessHandle killed = node.killContainerd();
        await("the next containerd").atMost(PATIENCE).ignoreExceptions()
                .until(() -> node.containerd().pid() != killed.pid());
        node.awaitServing();

        long left = node.containerd().pid();
        node.daemon().destroyForcibly().waitFor();
        assertThat(node.client().isServing()).as("containerd is left").isTrue();
        node.launch(SETTINGS);
        await("the next containerd").atMost(PATIENCE).ignoreExceptions().until(() -> node.containerd().pid() != left);
        node.awaitServing();
        Pod.run(node, "runc").remove();

        node.stop();
        assertThat(socket).doesNotExist();
        assertThat(early).doesNotExist();
    }
}
