package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.bootstrap.util.IoUtils;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.LogFile;
import io.quarkus.test.QuarkusProdModeTest;
import io.restassured.path.json.JsonPath;

/** A packaged application that logs in JSON: what containerd prints has its fields there. */
class JsonLoggingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
            "ctd-json" + ProcessHandle.current().pid());

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("json")
            .setLogFileName("json.log")
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-logging-json", Version.getVersion())))
            .setRuntimeProperties(PackagedNode.settings(DIRECTORY))
            .overrideConfigKey("quarkus.log.category.\"root.containerd\".level", "DEBUG")
            .setRun(true);

    @LogFile
    Path log;

    @Test
    void fieldsOfContainerdAreFieldsOfTheRecords() {
        // one by containerd, the other by who asks it
        await().atMost(LIMIT).untilAsserted(() -> assertThat(records()).extracting(logged -> logged.getString("message"))
                .anyMatch(message -> message.startsWith("containerd successfully booted"))
                .anyMatch(message -> message.contains(" serves on ")));

        assertThat(records()).filteredOn(logged -> logged.getString("loggerName").equals("root.containerd.log"))
                .allSatisfy(logged -> {
                    assertThat(logged.getString("mdc.dn")).isEqualTo("root.containerd");
                    assertThat(logged.getString("threadName")).matches("root.containerd:std(out|err)");
                })
                .anySatisfy(logged -> assertThat(logged.getString("mdc.type")).startsWith("io.containerd."))
                .anySatisfy(logged -> assertThat(logged.getString("mdc.error")).isNotEmpty());
        assertThat(records()).filteredOn(logged -> logged.getString("loggerName").equals("root.containerd"))
                .isNotEmpty().allSatisfy(logged -> assertThat(logged.getMap("mdc")).isEqualTo(
                        Map.of("dn", "root.containerd")));
    }

    @AfterAll
    static void deleteDirectory() {
        APPLICATION.stop();
        IoUtils.recursiveDelete(DIRECTORY);
    }

    private List<JsonPath> records() {
        try {
            return Files.readString(log).lines().filter(line -> line.endsWith("}")).map(JsonPath::from).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
