package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.QuarkusUnitTest;

/** A whole application that looks into the preseed directory by a schedule, and has an image list. */
class RescanTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LIST = "k8s.io/base.images";
    private static final String ABSENT = "127.0.0.1:1/absent:1";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .setBeforeAllCustomizer(RescanTest::writeList)
            .setAfterAllCustomizer(RescanTest::deleteDirectory)
            .overrideRuntimeConfigKey("quarkus.containerd.health.interval", "1s")
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.directory", directory().toString())
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.quiet-period", "100ms")
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.unpack", "**")
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.pin", "**")
            .overrideRuntimeConfigKey("quarkus.containerd.preseed.rescan", "1s");

    @Inject
    NodeDaemon node;

    @Inject
    Scheduler scheduler;

    /** The same for every class loader that asks. */
    private static Path directory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "rescan" + ProcessHandle.current().pid());
    }

    private static void writeList() {
        try {
            Files.createDirectories(directory().resolve("k8s.io"));
            Files.writeString(directory().resolve(LIST), "# the base\n" + ABSENT + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteDirectory() {
        try (Stream<Path> files = Files.walk(directory())) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NodeState state(String dn) {
        return node.node(dn).map(NodeSnapshot::state).orElse(null);
    }

    @Test
    void loadsWhatIsNewAndLeavesImageListsToANodeOfTheirOwn() throws Exception {
        await().atMost(LIMIT).until(() -> state("root.containerd.preseed") == NodeState.HEALTHY && node.started());
        assertThat(scheduler.isStarted()).as("only a cron expression needs the scheduler").isFalse();

        new OciLayout().image("registry.test/new:1", Image.of(Layer.random("data", 5000, 1)))
                .write(directory().resolve("k8s.io/new.tar"));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(node.preseed().archives()).extracting(ArchiveReport::state)
                .containsExactly(ArchiveReport.State.LOADED));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(node.preseed().lists()).extracting(ImageListReport::path)
                .containsExactly(LIST));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(node.preseed().lists().get(0).images())
                .extracting(PullReport::state).isSubsetOf(List.of(PullReport.State.FAILED, PullReport.State.PULLING)));
        await().atMost(LIMIT).until(() -> state("root.containerd.pull") == NodeState.HEALTHY);
        await().atMost(LIMIT).untilAsserted(() -> get("/q/health/started").then().statusCode(200)
                .rootPath("checks.find { it.name == 'containerd started' }.data")
                .body("'archive.k8s.io/new.tar.state'", equalTo("LOADED"))
                .body("'archive.k8s.io/new.tar.snapshotter'",
                        equalTo(node.preseed().archives().get(0).snapshotter().orElse("none yet")))
                .body("'archive.k8s.io/new.tar.pinned'", equalTo(true))
                .body("'image." + ABSENT + ".state'", equalTo("FAILED"))
                .body("'image." + ABSENT + ".error'", containsString("127.0.0.1:1")));
        await().atMost(LIMIT).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
    }
}
