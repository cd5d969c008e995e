package io.quarkiverse.containerd.it;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.testing.TestDaemon;
import io.quarkus.test.junit.QuarkusTest;

/** The sample node daemon with the containerd that Dev Services give it. */
@QuarkusTest
class NodeDaemonTest {

    private static final String SAMPLE = "localhost/sample:1.0";

    @ConfigProperty(name = "quarkus.http.test-port", defaultValue = "8081")
    int port;

    @Inject
    ContainerdConfig config;
    @Inject
    NodeDaemon node;
    @Inject
    ContainerdClient client;
    @Inject
    LogJournal journal;
    @Inject
    PreseedPlanner preseeding;
    @Inject
    TestDaemon daemon;

    private Health health;

    @BeforeEach
    void awaitReady() {
        health = new Health(port);
        health.awaitReady(NodeDaemonTest::settled);
        health.awaitStarted(Health.Check::up);
    }

    @Test
    void startsWithThePreseededImage() throws Exception {
        Path ctr = config.process().executable().orElseThrow().resolveSibling("ctr");

        assertThat(new Ctr(ctr, config.grpc().address()).run("images", "ls", "--quiet")).contains(SAMPLE);

        Health.Check ready = health.ready();
        assertThat(ready.text("node.root.state")).isEqualTo("DONE");
        assertThat(ready.text("node.root.runsc.state")).isEqualTo("HEALTHY");
        assertThat(ready.text("node.root.containerd.state")).isEqualTo("HEALTHY");
        assertThat(ready.text("node.root.containerd.preseed.state")).isEqualTo("DONE");
        assertThat(ready.text("node.root.heartbeat.state")).isEqualTo("HEALTHY");
        assertThat(ready.data().path("cri_runtime_ready").asBoolean()).isTrue();
        assertThat(ready.data().path("cri_network_ready").asBoolean(true)).isFalse();
        Health.Check started = health.started();
        assertThat(started.text("archive.k8s.io/sample.tar.state")).isEqualTo("LOADED");
        assertThat(started.text("archive.k8s.io/sample.tar.images")).startsWith(SAMPLE + ", ");
        assertThat(started.text("archive.k8s.io/sample.tar.platforms")).startsWith("linux/");
        assertThat(started.number("archive.k8s.io/sample.tar.bytes")).isPositive();
        assertThat(health.live().up()).isTrue();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                journal.read(JournalQuery.only("root.containerd"))).extracting(LogEntry::message)
                .anyMatch(message -> message.startsWith("containerd successfully booted")));
    }

    @Test
    void plansWhatIsThereAlready() throws Exception {
        assertThat(preseeding.plan()).singleElement().satisfies(plan -> {
            assertThat(plan.path()).isEqualTo("k8s.io/sample.tar");
            assertThat(plan.images()).extracting(LoadPlan.Image::name).contains(SAMPLE)
                    .anyMatch(name -> name.contains("@sha256:"));
            assertThat(plan.bytes()).isPositive();
            assertThat(plan.bytesMissing()).isZero();
            assertThat(plan.bytesFree()).isPresent();
            assertThat(plan.error()).isEmpty();
        });
    }

    @Test
    void runsTheContainerdThatWasAskedFor() {
        assertThat(client.version().version()).startsWith(System.getProperty("containerd.test.version", ""));
    }

    @Test
    void recoversWhenContainerdIsKilled() throws Exception {
        int restarts = health.ready().number("node.root.containerd.restarts");
        StoredImage before = image();
        ProcessHandle killed = daemon.containerd();

        daemon.killContainerd();

        health.awaitReady(check -> !check.up());
        // a probe may find that nobody answers before the process is known to have ended
        Health.Check failed = health.awaitReady(check -> !check.text("node.root.containerd.last_failure").isEmpty());
        assertThat(failed.text("node.root.containerd.last_failure")).contains("was killed by signal 9");
        assertThat(health.live().up()).isTrue();
        assertThat(health.started().up()).isTrue();
        Health.Check again = health.awaitReady(NodeDaemonTest::settled);
        assertThat(again.number("node.root.containerd.restarts")).isEqualTo(restarts + 1);
        assertThat(again.text("node.root.containerd.preseed.state")).isEqualTo("DONE");
        assertThat(daemon.containerd()).isNotEqualTo(killed);
        assertThat(node.preseed().archives()).extracting(ArchiveReport::bytesSent).containsOnly(0L);
        assertThat(image().updatedAt()).isEqualTo(before.updatedAt());
    }

    @Test
    void recoversWhenANodeFails() {
        daemon.fail("root.heartbeat");
        assertThat(daemon.await("root.heartbeat", NodeState.HEALTHY)).hasFailed("a test wants it to fail");
        daemon.restart("root.containerd.preseed");
        assertThat(daemon.await("root.containerd.preseed", NodeState.DONE)).hasNotFailed();
    }

    @Test
    void carriesTheFifoIntoTheLog() throws Exception {
        Path fifo = config.runsc().fifo();
        for (int writer = 0; writer < 3; writer++) {
            try (OutputStream out = Files.newOutputStream(fifo)) {
                out.write(("W1123 06:00:22.984394   " + writer + " limits.go:104] writer " + writer + "\n").getBytes());
            }
        }
        List<LogEntry> entries = await().atMost(Duration.ofSeconds(60)).until(
                () -> journal.read(JournalQuery.only("root.runsc")).stream()
                        .filter(entry -> entry.message().startsWith("writer ")).toList(),
                found -> found.size() == 3);
        assertThat(entries).extracting(LogEntry::message).containsExactly("writer 0", "writer 1", "writer 2");
        assertThat(entries).extracting(LogEntry::level).containsOnly(Logger.Level.WARN);
    }

    @Test
    void logsNothingThatLooksLikeAFault() {
        assertThat(journal.read(new JournalQuery("root", true, Integer.MAX_VALUE, Logger.Level.WARN)))
                .filteredOn(entry -> !entry.message().startsWith("writer ") && !entry.message().contains("signal 9")
                        && !entry.message().contains("a test wants it to fail"))
                .extracting(LogEntry::message).isEmpty();
    }

    private static boolean settled(Health.Check ready) {
        return ready.up() && ready.text("node.root.containerd.preseed.state").equals("DONE");
    }

    private StoredImage image() {
        return client.namespace("k8s.io").images().get(SAMPLE).orElseThrow();
    }
}
