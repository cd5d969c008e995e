package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.FileTrees;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.QuarkusUnitTest;

/** An application whose start waits for the daemon, which waits for what an observer of the start brings. */
class StartWaitTest {

    private static final String IMAGE = "localhost/app:1";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(MendsTheArchive.class))
            .setBeforeAllCustomizer(StartWaitTest::writeBrokenArchive)
            .setAfterAllCustomizer(StartWaitTest::deleteDirectory)
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.directory", directory().toString())
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.rescan", "1s")
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.quiet-period", "100ms");

    @Inject
    NodeDaemon daemon;
    @Inject
    ContainerdClient client;

    @Test
    void theFirstTestFindsTheDaemonStarted() {
        assertThat(daemon.started()).isTrue();
        assertThat(client.namespace("k8s.io").images().get(IMAGE)).isPresent();
        get("/q/health/started").then().statusCode(200);
    }

    static Path directory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "start-wait" + ProcessHandle.current().pid());
    }

    static Path archive() {
        return directory().resolve("k8s.io/app.tar");
    }

    static void writeBrokenArchive() {
        try {
            Files.createDirectories(archive().getParent());
            Files.writeString(archive(), "no archive");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void deleteDirectory() {
        try {
            FileTrees.delete(directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static class MendsTheArchive {

        void start(@Observes StartupEvent event, NodeDaemon daemon) throws IOException {
            await().atMost(Duration.ofSeconds(60)).until(() -> !daemon.preseed().failed().isEmpty());
            Path whole = archive().resolveSibling(".app.tar");
            new OciLayout().image(IMAGE, Image.of(Layer.random("data", 5000, 1))).write(whole);
            Files.move(whole, archive(), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
