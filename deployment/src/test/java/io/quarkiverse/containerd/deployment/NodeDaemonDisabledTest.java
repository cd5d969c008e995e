package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.runtime.devui.DaemonJsonRpcService;
import io.quarkus.test.QuarkusUnitTest;

/** Without containerd, the application's own nodes are the tree. */
class NodeDaemonDisabledTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Path RUN_DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
            "ctd-disabled" + ProcessHandle.current().pid());

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Scrape.class, Beats.class))
            .overrideConfigKey("quarkus.containerd.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.containerd.run-directory", RUN_DIRECTORY.toString())
            .overrideRuntimeConfigKey("quarkus.containerd.processes.idle.command", "sleep 1000")
            .overrideRuntimeConfigKey("quarkus.containerd.processes.kubelet.command", "sleep 1000")
            .overrideRuntimeConfigKey("quarkus.containerd.processes.kubelet.after", "root.containerd")
            .overrideRuntimeConfigKey("quarkus.containerd.processes.agent.command", "sleep 1000")
            .overrideRuntimeConfigKey("quarkus.containerd.processes.agent.after", "root.kubelet")
            .overrideRuntimeConfigKey("quarkus.containerd.processes.last.command", "sleep 1000")
            .overrideRuntimeConfigKey("quarkus.containerd.processes.last.after", "started");

    @Inject
    NodeDaemon node;

    @Test
    void startsTheApplicationsOwnNodesOnly() {
        await().atMost(LIMIT).until(() -> node.tree().stream().allMatch(each -> List.of(NodeState.HEALTHY, NodeState.DONE)
                .contains(each.state())));
        assertThat(node.tree()).extracting(NodeSnapshot::dn).containsExactlyInAnyOrder("root", "root.beat", "root.idle");
        assertThat(node.enabled()).isFalse();
        assertThat(node.started()).isTrue();
        assertThat(node.containerd()).isEmpty();
        assertThat(RUN_DIRECTORY.resolve("config.toml")).doesNotExist();
        assertThat(ProcessHandle.current().children().map(ProcessHandle::info).flatMap(info -> info.command().stream()))
                .noneMatch(command -> command.endsWith("/containerd"));
    }

    @Test
    void hasNothingOfTheDevUi() {
        assertThat(CDI.current().select(DaemonJsonRpcService.class).isUnsatisfied()).isTrue();
    }

    @Test
    void hasNoMetrics() {
        assertThat(Scrape.now().samples()).isEmpty();
    }

    @Test
    void saysThatItIsDisabledAndHowItsOwnNodesAre() {
        await().atMost(LIMIT).untilAsserted(() -> get("/q/health").then().statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItems("containerd started", "containerd ready", "supervision tree live"))
                .body("checks.findAll { it.name in ['containerd started', 'containerd ready', 'supervision tree live'] }"
                        + ".data.enabled", everyItem(equalTo(false)))
                .body("checks.find { it.name == 'containerd ready' }.data.'node.root.beat.state'", equalTo("HEALTHY")));
    }

    static class Beats {

        @Supervised
        void beat(NodeHandle node) throws InterruptedException {
            node.signalHealthy();
            node.awaitCancellation();
        }

        @Supervised(parent = "root.containerd")
        void below(NodeHandle node) {
            throw new IllegalStateException("its parent does not run");
        }
    }
}
