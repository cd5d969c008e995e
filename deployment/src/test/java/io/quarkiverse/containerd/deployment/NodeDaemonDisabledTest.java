package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;

import java.nio.file.Path;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkus.test.QuarkusUnitTest;

class NodeDaemonDisabledTest {

    private static final Path RUN_DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
            "ctd-disabled" + ProcessHandle.current().pid());

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Scrape.class))
            .overrideConfigKey("quarkus.containerd.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.containerd.run-directory", RUN_DIRECTORY.toString());

    @Inject
    NodeDaemon node;

    @Test
    void startsNothing() {
        assertThat(node.enabled()).isFalse();
        assertThat(node.tree()).isEmpty();
        assertThat(node.containerd()).isEmpty();
        assertThat(RUN_DIRECTORY).doesNotExist();
        assertThat(ProcessHandle.current().children().map(ProcessHandle::info).flatMap(info -> info.command().stream()))
                .noneMatch(command -> command.endsWith("/containerd"));
    }

    @Test
    void hasNoMetrics() {
        assertThat(Scrape.now().samples()).isEmpty();
    }

    @Test
    void isUpAndSaysThatItIsDisabled() {
        get("/q/health").then().statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItems("containerd started", "containerd ready", "supervision tree live"))
                .body("checks.findAll { it.name in ['containerd started', 'containerd ready', 'supervision tree live'] }"
                        + ".data.enabled", everyItem(equalTo(false)));
    }
}
