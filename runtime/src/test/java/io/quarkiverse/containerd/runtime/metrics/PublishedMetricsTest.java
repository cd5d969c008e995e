package io.quarkiverse.containerd.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.ContainerdProbed;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;
import io.quarkiverse.containerd.runtime.daemon.Observation;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.preseed.ArchiveLoad;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.pump.PumpCounters;
import io.quarkus.micrometer.runtime.MicrometerMetricsFactory;

/** The meters are those that the guide lists, and the dashboard and the alerts ask for no others. */
// Quarkus publishes by the older one of the two Prometheus clients of Micrometer
@SuppressWarnings("deprecation")
class PublishedMetricsTest {

    private static final Path DOCS = Path.of("../docs/modules/ROOT");
    private static final Path GUIDE = DOCS.resolve("pages/guides-metrics.adoc");
    private static final Pattern SAMPLE = Pattern.compile("^(containerd_[a-z_]+)(?:\\{([^}]*)})? ", Pattern.MULTILINE);
    private static final Pattern USED = Pattern.compile("\\b(containerd_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=~?!?\\\\?\"");

    private static final PreseedArchive ARCHIVE = new PreseedArchive(Path.of("/preseed/k8s.io/a.tar"), "k8s.io/a.tar",
            "k8s.io", true, Optional.empty(), "");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FakeNodeDaemon daemon = new FakeNodeDaemon();
    private final ContainerdConfig config = ConfigFixture.config(Map.of());
    private final PreseedStatus status = new PreseedStatus();
    private final PreseedMetrics preseed = new PreseedMetrics(config, () -> daemon, status);
    private final WatchMetrics watch = new WatchMetrics(() -> daemon);
    private final PumpCounters pump = new PumpCounters();
    private final MemoryJournal journal = new MemoryJournal(1, 1024);

    @BeforeEach
    void register() {
        SupervisorMetrics supervisor = new SupervisorMetrics(() -> daemon);
        Stream.of(new ContainerdMetrics(() -> daemon), supervisor, preseed, watch, new DiskMetrics(config),
                new LogMetrics(() -> daemon, journal, pump), new ProcessMetrics(OptionalLong::empty))
                .forEach(binder -> binder.register(new MicrometerMetricsFactory(null, registry)));
        supervisor.changed(new Transition("root.containerd", NodeState.NEW, NodeState.HEALTHY, Instant.EPOCH,
                Optional.empty()));
    }

    @Test
    void theGuideListsEveryMeterWithItsTagsAndNoOther() throws IOException {
        Map<String, Set<String>> meters = new TreeMap<>();
        registry.getMeters().forEach(meter -> meters.computeIfAbsent(meter.getId().getName(), name -> new TreeSet<>())
                .addAll(meter.getId().getTags().stream().map(tag -> tag.getKey()).toList()));

        Map<String, Set<String>> documented = new TreeMap<>();
        rows().forEach(row -> documented.put(words(row.get(0)).get(0), new TreeSet<>(words(row.get(2)))));
        assertThat(documented).isEqualTo(meters);
    }

    @Test
    void theGuideHasThePrometheusNameOfEveryMeter() throws IOException {
        Set<String> families = samples().keySet().stream().filter(name -> !name.endsWith("_seconds_max"))
                .map(name -> name.replaceFirst("_seconds_(sum|count)$", "_seconds"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows().map(row -> words(row.get(1)).get(0))).containsExactlyInAnyOrderElementsOf(families);
    }

    @ParameterizedTest
    @ValueSource(strings = { "containerd-dashboard.json", "containerd-alerts.yml" })
    void whatIsAskedForIsPublished(String file) throws IOException {
        Map<String, Set<String>> samples = samples();
        String text = Files.readString(DOCS.resolve("assets/attachments").resolve(file));

        List<MatchResult> used = USED.matcher(text).results().toList();
        assertThat(used).isNotEmpty().allSatisfy(metric -> {
            assertThat(samples).containsKey(metric.group(1));
            // what Prometheus itself adds
            assertThat(Stream.concat(samples.get(metric.group(1)).stream(), Stream.of("instance", "job")))
                    .containsAll(labels(metric.group(2)));
        });
    }

    @Test
    void loadsAreTimedByTheirOutcome() {
        preseed.loaded(load(new ArchiveLoad.Brought(1, 3, 1000, 2), Optional.empty()));
        preseed.loaded(load(new ArchiveLoad.Brought(1, 0, 0, 0), Optional.empty()));
        preseed.loaded(load(new ArchiveLoad.Brought(0, 1, 500, 0), Optional.of("damaged")));
        preseed.loaded(load(new ArchiveLoad.Brought(0, 0, 0, 0), Optional.of("damaged")));

        assertThat(scrape(registry)).contains("containerd_preseed_load_seconds_count{outcome=\"loaded\"} 1.0\n",
                "containerd_preseed_load_seconds_sum{outcome=\"loaded\"} 5.0\n",
                "containerd_preseed_load_seconds_count{outcome=\"present\"} 1.0\n",
                "containerd_preseed_load_seconds_count{outcome=\"failed\"} 2.0\n");
    }

    @Test
    void whatIsSentIsCountedBeforeALoadEnds() {
        Progress load = new Progress(Duration.ofHours(1), () -> 0, (done, total) -> {
        }, status.sent());
        load.add(1000);
        load.add(500);
        load.addParts(4);

        assertThat(scrape(registry)).contains("containerd_preseed_sent_bytes_total 1500.0\n",
                "containerd_preseed_blobs_total 4.0\n");
    }

    @Test
    void probesAreTimedByTheirResult() {
        watch.probed(new ContainerdProbed(Observation.Kind.WELL, Duration.ofMillis(250)));

        assertThat(scrape(registry)).contains("containerd_probe_seconds_sum{result=\"well\"} 0.25\n",
                "containerd_probe_seconds_count{result=\"silent\"} 0.0\n", "containerd_probes_missed_total 3.0\n");
    }

    @Test
    void crashLoopsAndStatesOfArchivesAreSeen() {
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", "no", 3));
        daemon.archives = List.of(FakeNodeDaemon.archive("k8s.io/a.tar", ArchiveReport.State.FAILED, "damaged"));

        assertThat(scrape(registry)).contains("containerd_supervisor_crash_looping{dn=\"root.containerd\"} 1.0\n",
                "containerd_supervisor_failures_recent{dn=\"root.containerd\"} 3.0\n",
                "containerd_preseed_archives{state=\"failed\"} 1.0\n");
    }

    @Test
    void entriesThatTheJournalDropsAreCounted() {
        journal.logger("root.a").infof("one");
        journal.logger("root.a").infof("two");

        assertThat(scrape(registry)).contains("containerd_journal_evicted_total 1.0\n",
                "containerd_journal_undelivered_total 0.0\n");
    }

    @Test
    void withoutPreseedThereAreNoArchivesToCount() {
        PrometheusMeterRegistry other = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ContainerdConfig without = ConfigFixture.config(Map.of("preseed.enabled", "false"));

        new PreseedMetrics(without, () -> daemon, status).register(new MicrometerMetricsFactory(null, other));
        new DiskMetrics(without).register(new MicrometerMetricsFactory(null, other));

        assertThat(scrape(other)).doesNotContain("preseed", "spool").contains("directory=\"root\"");
    }

    private static ArchiveLoad load(ArchiveLoad.Brought brought, Optional<String> failure) {
        Instant start = Instant.EPOCH;
        return new ArchiveLoad("root.containerd.preseed", ARCHIVE, true, start, Optional.empty(), start.plusSeconds(5),
                brought, failure);
    }

    private static String scrape(PrometheusMeterRegistry meters) {
        return meters.scrape(TextFormat.CONTENT_TYPE_OPENMETRICS_100);
    }

    /** The names of the samples, and their labels. */
    private Map<String, Set<String>> samples() {
        Map<String, Set<String>> samples = new TreeMap<>();
        SAMPLE.matcher(scrape(registry)).results().forEach(sample -> samples
                .computeIfAbsent(sample.group(1), name -> new TreeSet<>()).addAll(labels(sample.group(2))));
        return samples;
    }

    private static List<String> labels(String text) {
        return text == null ? List.of() : LABEL.matcher(text).results().map(label -> label.group(1)).toList();
    }

    /** The cells of the guide's table, but for its heading. */
    private static Stream<List<String>> rows() throws IOException {
        String text = Files.readString(GUIDE);
        int begin = text.indexOf("\n\n", text.indexOf("|Metric |"));
        String table = text.substring(begin, text.indexOf("|===", begin));
        return Arrays.stream(table.strip().split("\n\n")).map(row -> Arrays.stream(row.split("(?m)^\\|")).skip(1)
                .map(String::strip).toList());
    }

    private static List<String> words(String cell) {
        return Pattern.compile("`([^`]+)`").matcher(cell).results().map(word -> word.group(1)).toList();
    }
}
