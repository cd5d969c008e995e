package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.test.QuarkusUnitTest;
import io.restassured.path.json.JsonPath;

/** The metrics of a node daemon on real containerd, as Prometheus scrapes them. */
class MetricsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PORT = 13380;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Broken.class, Scrape.class))
            .overrideRuntimeConfigKey("quarkus.containerd.health.interval", "1s")
            .overrideRuntimeConfigKey("quarkus.containerd.metrics.address", "127.0.0.1:" + PORT)
            .overrideRuntimeConfigKey("quarkus.containerd.supervisor.initial-backoff", "200ms");

    @Inject
    ContainerdConfig config;

    @Test
    void tellWhatTheTreeDoesWhenContainerdIsKilled() throws IOException {
        // the samples of one answer are not taken at one time
        await().atMost(LIMIT).untilAsserted(() -> assertThat(Scrape.now().samples())
                .containsEntry("containerd_supervisor_state{dn=\"root.containerd\",state=\"healthy\"}", 1.0)
                .containsEntry("containerd_supervisor_state{dn=\"root.containerd\",state=\"dead\"}", 0.0)
                .containsEntry("containerd_supervisor_state{dn=\"root.containerd.preseed\",state=\"done\"}", 1.0)
                .containsEntry("containerd_supervisor_state{dn=\"root.runsc\",state=\"healthy\"}", 1.0)
                .containsEntry("containerd_supervisor_state{dn=\"root\",state=\"done\"}", 1.0)
                .containsEntry("containerd_supervisor_restarts_total{dn=\"root.containerd\"}", 0.0)
                .containsEntry("containerd_supervisor_time_to_healthy_seconds_count{dn=\"root.containerd\"}", 1.0)
                .containsEntry("containerd_supervisor_transitions_total{dn=\"root.containerd\",from=\"none\",to=\"new\"}", 1.0)
                .containsEntry("containerd_serving", 1.0)
                .containsEntry("containerd_runtime_ready", 1.0)
                .containsEntry("containerd_network_ready", 0.0)
                .containsEntry("containerd_started", 1.0)
                .containsEntry("containerd_logs_dropped_total", 0.0)
                .containsEntry("containerd_preseed_archives{state=\"failed\"}", 0.0)
                .doesNotContainKey("containerd_supervisor_transitions_total"
                        + "{dn=\"root.containerd\",from=\"healthy\",to=\"dead\"}"));
        assertThat(Scrape.now().value("containerd_supervisor_time_to_healthy_seconds_sum{dn=\"root.containerd\"}"))
                .isBetween(0.01, 60.0);

        ProcessHandle.of(containerdPid()).orElseThrow().destroyForcibly();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(Scrape.now().samples())
                .containsEntry("containerd_supervisor_state{dn=\"root.containerd\",state=\"healthy\"}", 1.0)
                .containsEntry("containerd_supervisor_state{dn=\"root.containerd.preseed\",state=\"done\"}", 1.0)
                .containsEntry("containerd_supervisor_restarts_total{dn=\"root.containerd\"}", 1.0)
                .containsEntry("containerd_supervisor_restarts_total{dn=\"root.containerd.preseed\"}", 1.0)
                .containsEntry("containerd_supervisor_restarts_total{dn=\"root.runsc\"}", 0.0)
                .containsEntry("containerd_supervisor_transitions_total{dn=\"root.containerd\",from=\"healthy\",to=\"dead\"}",
                        1.0)
                .containsEntry("containerd_supervisor_transitions_total{dn=\"root.containerd\",from=\"dead\",to=\"new\"}", 1.0)
                .containsEntry("containerd_supervisor_transitions_total{dn=\"root.containerd\",from=\"new\",to=\"healthy\"}",
                        2.0)
                .containsEntry("containerd_supervisor_time_to_healthy_seconds_count{dn=\"root.containerd\"}", 2.0));
    }

    @Test
    void tellOfContainerdsProcessItsProbesAndItsDisk() {
        Scrape scrape = await().atMost(LIMIT).until(Scrape::now,
                each -> each.value("containerd_probe_seconds_count{result=\"well\"}") >= 1);

        assertThat(scrape.value("containerd_process_memory_resident_bytes")).isBetween(1e6, 1e9);
        assertThat(scrape.value("containerd_process_cpu_seconds_total")).isBetween(0.01, 600.0);
        assertThat(scrape.value("containerd_process_files_open_files")).isBetween(5.0, 10_000.0);
        assertThat(scrape.value("containerd_process_files_max_files")).isGreaterThanOrEqualTo(1024);
        assertThat(scrape.value("containerd_disk_free_bytes{directory=\"root\"}")).isPositive()
                .isLessThanOrEqualTo(scrape.value("containerd_disk_total_bytes{directory=\"root\"}"));
        assertThat(scrape.value("containerd_disk_free_bytes{directory=\"spool\"}")).isPositive();
    }

    @Test
    void containerdServesItsOwnByKey() {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(
                get("http://127.0.0.1:" + PORT + "/v1/metrics").asString())
                .contains("go_goroutines", "grpc_server_started_total"));
    }

    @Test
    void tellHowOftenABrokenBeanWasRestarted() {
        Scrape scrape = await().atMost(LIMIT).until(Scrape::now, each -> each
                .value("containerd_supervisor_restarts_total{dn=\"root.broken\"}") >= 2);

        assertThat(scrape.value("containerd_supervisor_transitions_total{dn=\"root.broken\",from=\"new\",to=\"dead\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(scrape.samples())
                .containsEntry("containerd_supervisor_time_to_healthy_seconds_count{dn=\"root.broken\"}", 0.0);
    }

    private long containerdPid() {
        Path record = config.directories().run().resolve("containerd.json");
        return JsonPath.from(record.toFile()).getLong("pid");
    }

    static class Broken {

        @Supervised
        void broken(NodeHandle node) {
            throw new IllegalStateException("always");
        }
    }
}
