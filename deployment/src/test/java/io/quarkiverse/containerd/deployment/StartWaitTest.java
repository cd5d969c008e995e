package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.Damage;
import io.quarkiverse.containerd.testing.ImageArchive;
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
        ImageArchive.of(IMAGE).broken(Damage.NO_ARCHIVE).write(archive());
    }

    static void deleteDirectory() {
        try {
            FileTrees.delete(directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static class MendsTheArchive {

        void start(@Observes StartupEvent event, NodeDaemon daemon) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !daemon.preseed().failed().isEmpty());
            ImageArchive.of(IMAGE).file("etc/motd", "hello").write(archive());
        }
    }
}
