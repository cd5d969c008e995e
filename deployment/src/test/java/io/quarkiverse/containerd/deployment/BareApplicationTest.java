package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.testing.LocalContainerd;
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
            .setRuntimeProperties(settings())
            .setRun(true);

    @LogFile
    Path log;

    @Test
    void runsContainerdAndPublishesNothing() throws IOException {
        await().atMost(LIMIT).until(() -> logged().contains("containerd successfully booted"));
        ProcessHandle containerd = ProcessHandle.of(JsonPath.from(DIRECTORY.resolve("run/containerd.json").toFile())
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

    private static Map<String, String> settings() {
        ContainerdBinaries containerd = LocalContainerd.binaries();
        String prefix = "quarkus.containerd.";
        Map<String, String> settings = new HashMap<>(
                Map.of("quarkus.http.port", System.getProperty("quarkus.http.port", "8081"),
                        prefix + "executable", containerd.executable().orElseThrow().toString(),
                        prefix + "path", LocalContainerd.searchPath().replace(File.pathSeparator, ","),
                        prefix + "run-directory", DIRECTORY.resolve("run").toString(),
                        prefix + "root", DIRECTORY.resolve("root").toString(),
                        prefix + "state", DIRECTORY.resolve("state").toString(),
                        prefix + "cni.conf-dir", DIRECTORY.resolve("cni").toString(),
                        prefix + "preseed.directory", DIRECTORY.resolve("images").toString(),
                        prefix + "toml.\"plugins.'io.containerd.internal.v1.opt'.path\"",
                        '"' + DIRECTORY.resolve("opt").toString() + '"'));
        containerd.cniBinDirectory().ifPresent(directory -> settings.put(prefix + "cni.bin-dir", directory.toString()));
        return settings;
    }
}
