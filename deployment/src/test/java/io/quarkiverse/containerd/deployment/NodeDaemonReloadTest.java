package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.LogRecord;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.path.json.JsonPath;

/** Dev mode on real containerd: what a changed key and changed code do to it. */
@ExtendWith(DevModePort.class)
class NodeDaemonReloadTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<Long> STARTED = new LinkedHashSet<>();

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .setLogRecordPredicate(message -> message.getLoggerName().endsWith(".CurrentInstallation"))
            .withApplicationRoot(jar -> jar.addClass(ReloadedApplication.class)
                    .addAsResource(new StringAsset("""
                            quarkus.containerd.preseed.enabled=false
                            quarkus.containerd.health.interval=1s
                            """), "application.properties"));

    @Test
    void aReloadConcernsContainerdOnlyIfItsConfigurationHasChanged() throws Exception {
        awaitReady();
        long first = containerdPid();
        assertThat(template()).contains("\"mtu\" : 1420");

        APPLICATION.modifyResourceFile("application.properties", text -> text + "quarkus.containerd.cni.mtu=1400\n");
        healthRequestsWaitForTheNewApplication();
        get("/greeting").then().statusCode(200).body(equalTo("before"));
        awaitReady();
        assertThat(template()).contains("\"mtu\" : 1400");
        assertThat(containerdPid()).isNotEqualTo(first);
        assertThat(isAlive(first)).isFalse();

        long second = containerdPid();
        APPLICATION.modifySourceFile(ReloadedApplication.class, text -> text.replace("\"before\"", "\"after\""));
        healthRequestsWaitForTheNewApplication();
        awaitReady();
        get("/greeting").then().statusCode(200).body(equalTo("after"));
        assertThat(template()).contains("\"mtu\" : 1400");
        assertThat(containerdPid()).as("changed code does not concern containerd").isEqualTo(second);

        APPLICATION.modifyResourceFile("application.properties", text -> text + "quarkus.containerd.health.timeout=4s\n");
        healthRequestsWaitForTheNewApplication();
        awaitReady();
        assertThat(containerdPid()).as("neither does a key of the daemon").isEqualTo(second);
        assertThat(isAlive(second)).isTrue();
        assertThat(Scrape.now().samples())
                .containsEntry("containerd_supervisor_state{dn=\"root.containerd\",state=\"healthy\"}", 1.0)
                .containsEntry("containerd_supervisor_restarts_total{dn=\"root.containerd\"}", 0.0)
                .containsEntry("containerd_supervisor_transitions_total{dn=\"root.containerd\",from=\"none\",to=\"new\"}", 1.0);

        APPLICATION.modifySourceFile(ReloadedApplication.class, text -> text.replace("BROKEN = false", "BROKEN = true"));
        get("/q/health/ready").then().statusCode(500).contentType("text/html");
        get("/greeting").then().statusCode(500);
        assertThat(isAlive(second)).isTrue();
        APPLICATION.modifySourceFile(ReloadedApplication.class, text -> text.replace("BROKEN = true", "BROKEN = false"));
        healthRequestsWaitForTheNewApplication();
        get("/greeting").then().statusCode(200);
        assertThat(containerdPid()).as("an application that cannot start does not concern containerd").isEqualTo(second);

        APPLICATION.modifyResourceFile("application.properties", text -> text + "quarkus.containerd.enabled=false\n");
        get("/greeting").then().statusCode(200);
        assertThat(isAlive(second)).isFalse();

        APPLICATION.modifyResourceFile("application.properties", text -> text + "quarkus.containerd.enabled=true\n");
        awaitReady();
        assertThat(isAlive(containerdPid())).as("the end of dev mode stops it").isTrue();

        assertThat(notesOfTheDaemon()).as("a reload says only what is new").doesNotHaveDuplicates()
                .anyMatch(note -> note.startsWith("The runtime handler"));
    }

    @AfterAll
    static void everyContainerdHasEnded() {
        assertThat(STARTED).isNotEmpty().noneMatch(NodeDaemonReloadTest::isAlive);
    }

    private static void awaitReady() {
        await().atMost(LIMIT).untilAsserted(() -> get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP")));
    }

    private static void healthRequestsWaitForTheNewApplication() throws Exception {
        assertThat(HealthRequests.inParallel()).containsOnly("HTTP/1.1 200 OK");
    }

    private static List<String> notesOfTheDaemon() {
        return APPLICATION.getLogRecords().stream().map(LogRecord::getMessage).toList();
    }

    private static String template() throws IOException {
        return Files.readString(runDirectory().resolve("cnispec.gojson"));
    }

    private static long containerdPid() throws IOException {
        long pid = JsonPath.from(Files.readString(runDirectory().resolve("containerd.json"))).getLong("pid");
        STARTED.add(pid);
        return pid;
    }

    private static Path runDirectory() {
        return Path.of(get("/settings/run-directory").then().statusCode(200).extract().asString());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
