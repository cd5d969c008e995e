package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.bootstrap.util.IoUtils;
import io.quarkus.test.LogFile;
import io.quarkus.test.QuarkusProdModeTest;
import io.restassured.path.json.JsonPath;

/** A packaged application that has this extension alone: no SmallRye Health, no metrics extension. */
class BareApplicationTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
            "ctd-bare" + ProcessHandle.current().pid());

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("bare")
            .setLogFileName("bare.log")
            .setRuntimeProperties(PackagedNode.settings(DIRECTORY))
            .setRun(true);

    @LogFile
    Path log;

    @Test
    void runsContainerdAndPublishesNothing() throws IOException {
        Path record = DIRECTORY.resolve("run/containerd.json");
        // the record is written beside the boot
        await().atMost(LIMIT).until(() -> logged().contains("containerd successfully booted") && Files.exists(record));
        ProcessHandle containerd = ProcessHandle.of(JsonPath.from(record.toFile())
                .getLong("pid")).orElseThrow();
        get("/q/health").then().statusCode(404);
        get("/q/metrics").then().statusCode(404);

        APPLICATION.stop();

        assertThat(containerd.isAlive()).isFalse();
        assertThat(logged().lines()).filteredOn(line -> !line.contains(" INFO ")).isEmpty();
    }

    @AfterAll
    static void deleteDirectory() {
        IoUtils.recursiveDelete(DIRECTORY);
    }

    private String logged() throws IOException {
        return Files.readString(log);
    }
}
