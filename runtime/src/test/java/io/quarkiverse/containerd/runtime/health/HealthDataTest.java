package io.quarkiverse.containerd.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.preseed.SandboxReport;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;

/** The keys of the health data are those that the guide lists, by one scheme. */
class HealthDataTest {

    private static final Path GUIDE = Path.of("../docs/modules/ROOT/pages/guides-health.adoc");
    private static final Pattern WORD = Pattern.compile("[a-z_]+");
    private static final Pattern NAMED = Pattern.compile("(node|archive|image|list)\\.(\\S+)\\.([a-z_]+)");

    private final FakeNodeDaemon daemon = new FakeNodeDaemon();
    private ContainerdConfig config = ConfigFixture.config(Map.of());

    @Test
    void readinessTellsOfNodesAndOfContainerd() {
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", "x".repeat(1000), 3));

        assertThat(data(new ReadyHealthCheck(daemon, config)))
                .containsEntry("node.root.containerd.state", "DEAD")
                .containsEntry("node.root.containerd.since", "2026-01-02T03:04:05Z")
                .containsEntry("node.root.containerd.restarts", 1L)
                .containsEntry("node.root.containerd.last_failure", "x".repeat(400) + "… [1000 characters]")
                .containsEntry("node.root.containerd.failed_at", "2026-01-02T03:04:05Z")
                .containsEntry("node.root.containerd.next_start", "2026-01-02T03:04:05Z")
                .containsEntry("containerd_probed_at", "2026-01-02T03:04:05Z")
                .containsEntry("containerd_serving", true)
                .containsEntry("cri_runtime_ready", true)
                .containsEntry("cri_network_ready", true)
                .containsEntry("cri_reasons", "no shim")
                .containsEntry("node.root.containerd.recent_failures", 3L)
                .containsEntry("node.root.containerd.crash_loop", true)
                .containsEntry("containerd_missed_answers", 3L)
                .containsEntry("containerd_silence_restarts", 1L)
                .containsEntry("containerd_socket_restarts", 2L)
                .containsEntry("containerd_deprecations", "io.containerd.deprecation/cgroup-v1")
                .hasSize(17);
    }

    @Test
    void startupTellsOfArchivesAndListedImages() {
        daemon.archives = List.of(loading("k8s.io/a.tar"));
        daemon.lists = List.of(list("k8s.io/base.images", "registry.test/a:1"));
        daemon.sandbox = Optional.of(missing("localhost/pause:1"));

        assertThat(data(new StartedHealthCheck(daemon, config)))
                .containsEntry("containerd_answered", true)
                .containsEntry("preseed_scanned", true)
                .containsEntry("preseed_missing", 1L)
                .containsEntry("preseed_loading", "k8s.io/a.tar")
                .containsEntry("preseed_sandbox_image", "MISSING")
                .containsEntry("preseed_sandbox_error", "no localhost/pause:1")
                .containsEntry("archive.k8s.io/a.tar.state", "LOADING")
                .containsEntry("archive.k8s.io/a.tar.required", true)
                .containsEntry("archive.k8s.io/a.tar.images", "registry.test/a:1, registry.test/a:2")
                .containsEntry("archive.k8s.io/a.tar.platforms", "linux/amd64")
                .containsEntry("archive.k8s.io/a.tar.bytes", 30L)
                .containsEntry("archive.k8s.io/a.tar.bytes_missing", 20L)
                .containsEntry("archive.k8s.io/a.tar.bytes_sent", 7L)
                .containsEntry("archive.k8s.io/a.tar.snapshotter", "overlayfs")
                .containsEntry("archive.k8s.io/a.tar.pinned", true)
                .containsEntry("archive.k8s.io/a.tar.error", "broken")
                .containsEntry("image.registry.test/a:1.state", "FAILED")
                .containsEntry("image.registry.test/a:1.error", "no route")
                .containsEntry("list.k8s.io/base.images.error", "not of k8s.io");
    }

    @Test
    void startupAndReadinessTellOfRepairs() {
        daemon.archives = List.of(FakeNodeDaemon.archive("k8s.io/a.tar", ArchiveReport.State.LOADED, null),
                repairing("k8s.io/b.tar"));

        assertThat(data(new StartedHealthCheck(daemon, config))).containsEntry("preseed_repairing", "k8s.io/b.tar");
        assertThat(data(new ReadyHealthCheck(daemon, config))).containsEntry("preseed_repairing", "k8s.io/b.tar");
        assertThat(new ReadyHealthCheck(daemon, config).call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    private static ArchiveReport repairing(String path) {
        return new ArchiveReport(path, "k8s.io", true, ArchiveReport.State.LOADING, true, false, true,
                List.of("registry.test/b:1"),
                0, 0, Optional.empty(), Optional.empty(), false, Optional.empty(), FakeNodeDaemon.NOW);
    }

    @Test
    void livenessTellsWhatIsStuck() {
        daemon.stuck = List.of(new StuckRunnable("root.agent", FakeNodeDaemon.NOW, List.of()));

        assertThat(data(new LiveHealthCheck(daemon, config))).containsExactlyInAnyOrderEntriesOf(
                Map.of("supervisor_responsive", true, "node.root.agent.stuck_since", "2026-01-02T03:04:05Z"));
    }

    @Test
    void noNameOrErrorMakesAnAnswerLongOrHidesInIt() {
        String huge = "n".repeat(3_000_000);
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", huge, 3));
        daemon.archives = List
                .of(new ArchiveReport("k8s.io/\u200bb.tar" + huge, "k8s.io", true, ArchiveReport.State.FAILED, false,
                        false, false, IntStream.range(0, 1000).mapToObj(i -> "registry.test/" + i).toList(), 0, 0,
                        Optional.empty(),
                        Optional.empty(), false, Optional.of(huge), FakeNodeDaemon.NOW));
        daemon.lists = List.of(list(huge, huge));

        Map<String, Object> data = data(new StartedHealthCheck(daemon, config));

        assertThat(data.toString().length()).isLessThan(20_000);
        assertThat(data.keySet()).anyMatch(key -> key.startsWith("archive.k8s.io/\\u200bb.tarnnn"))
                .anyMatch(key -> key.endsWith(".error"));
        assertThat(data.values()).contains(IntStream.range(0, 10).mapToObj(i -> "registry.test/" + i)
                .collect(Collectors.joining(", ", "", ", and 990 more")));
    }

    @Test
    void ofManyArchivesThoseThatFailAreShown() {
        daemon.archives = Stream.concat(
                IntStream.range(0, 3000)
                        .mapToObj(i -> FakeNodeDaemon.archive(i + ".tar", ArchiveReport.State.LOADED, null)),
                Stream.of(FakeNodeDaemon.archive("bad.tar", ArchiveReport.State.FAILED, "no"))).toList();

        assertThat(data(new StartedHealthCheck(daemon, config))).containsEntry("archive.bad.tar.error", "no")
                .containsEntry("preseed_not_shown", 2901L).hasSizeLessThan(250);
    }

    @Test
    void readinessDoesNotDependOnAProcessThatIsNotRequired() {
        daemon.tree = List.of(FakeNodeDaemon.node("root.containerd", NodeState.HEALTHY),
                FakeNodeDaemon.failed("root.exporter", "no"));
        assertThat(new ReadyHealthCheck(daemon, config).call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);

        daemon.optional = Set.of("root.exporter");
        HealthCheckResponse response = new ReadyHealthCheck(daemon, config).call();
        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(response.getData().orElseThrow()).containsEntry("node.root.exporter.state", "DEAD")
                .containsEntry("node.root.exporter.required", false).doesNotContainKey("node.root.containerd.required");
    }

    @Test
    void detailsCanBeLeftOut() {
        config = ConfigFixture.config(Map.of("health.details", "false"));
        daemon.started = false;

        assertThat(new StartedHealthCheck(daemon, config).call()).satisfies(response -> {
            assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(response.getData()).isEmpty();
        });
        assertThat(Stream.of(new ReadyHealthCheck(daemon, config), new LiveHealthCheck(daemon, config)))
                .extracting(check -> check.call().getData()).containsOnly(Optional.empty());
    }

    @Test
    void withoutContainerdTheApplicationsOwnNodesCount() {
        daemon.enabled = false;
        daemon.tree = List.of(FakeNodeDaemon.node("root.agent", NodeState.HEALTHY));

        assertThat(data(new StartedHealthCheck(daemon, config))).isEqualTo(Map.of("enabled", false));
        assertThat(data(new LiveHealthCheck(daemon, config))).containsEntry("enabled", false);
        assertThat(data(new ReadyHealthCheck(daemon, config))).containsEntry("enabled", false)
                .containsEntry("node.root.agent.state", "HEALTHY").doesNotContainKey("containerd_missed_answers");
        assertThat(new ReadyHealthCheck(daemon, config).call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

        daemon.tree = List.of(FakeNodeDaemon.failed("root.agent", "no"));
        assertThat(new ReadyHealthCheck(daemon, config).call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }

    @Test
    void theGuideListsEveryKeyAndNoOther() throws IOException {
        Set<String> keys = new TreeSet<>(Set.of("enabled",
                // told of a containerd that has failed to start only
                "node.<DN>.cause", "node.<DN>.hint",
                // told of very many archives only
                "preseed_not_shown"));
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", "no", 3));
        daemon.optional = Set.of("root.containerd");
        daemon.stuck = List.of(new StuckRunnable("root.agent", FakeNodeDaemon.NOW, List.of()));
        daemon.archives = List.of(loading("k8s.io/a.tar"), repairing("k8s.io/b.tar"));
        daemon.lists = List.of(list("k8s.io/base.images", "registry.test/a:1"));
        daemon.sandbox = Optional.of(missing("localhost/pause:1"));
        Stream.of(new StartedHealthCheck(daemon, config), new ReadyHealthCheck(daemon, config),
                new LiveHealthCheck(daemon, config))
                .map(HealthDataTest::data).map(Map::keySet).flatMap(Set::stream).map(HealthDataTest::pattern)
                .forEach(keys::add);
        daemon.containerd = Optional
                .of(new ContainerdStatus(FakeNodeDaemon.NOW, false, Optional.empty(), Optional.of("refused")));
        keys.addAll(data(new ReadyHealthCheck(daemon, config)).keySet().stream().map(HealthDataTest::pattern).toList());

        assertThat(documented()).containsExactlyElementsOf(keys);
    }

    private static SandboxReport missing(String image) {
        return new SandboxReport(image, true, SandboxReport.State.MISSING, Optional.of("no " + image));
    }

    /** The key as the guide writes it; fails if it is not made by the scheme. */
    private static String pattern(String key) {
        if (WORD.matcher(key).matches()) {
            return key;
        }
        MatchResult named = NAMED.matcher(key).results().findFirst().orElseThrow(() -> new AssertionError(key));
        String name = switch (named.group(1)) {
            case "node" -> "<DN>";
            case "image" -> "<reference>";
            default -> "<path>";
        };
        return named.group(1) + "." + name + "." + named.group(3);
    }

    /** The keys of the guide's table; one that begins with a dot shares the name of the one before it. */
    private static Set<String> documented() throws IOException {
        Set<String> keys = new TreeSet<>();
        String text = Files.readString(GUIDE);
        String table = text.substring(text.indexOf("|Key |Check"), text.indexOf("|===", text.indexOf("|Key |Check")));
        for (String row : table.lines().filter(line -> line.startsWith("|`")).toList()) {
            List<String> cell = Pattern.compile("`([^`]+)`").matcher(row).results().map(match -> match.group(1)).toList();
            String first = cell.get(0);
            keys.addAll(cell.stream().map(key -> key.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + key : key)
                    .collect(Collectors.toSet()));
        }
        return keys;
    }

    private static Map<String, Object> data(HealthCheck check) {
        return check.call().getData().orElseThrow();
    }

    private static ArchiveReport loading(String path) {
        LoadPlan plan = new LoadPlan(path, "k8s.io", true,
                List.of(new LoadPlan.Image("registry.test/a:1", "sha256:" + "0".repeat(64), List.of("linux/amd64"))), 30, 10, 0,
                OptionalLong.empty(),
                List.of(), Optional.empty());
        return new ArchiveReport(path, "k8s.io", true, ArchiveReport.State.LOADING, false, true, false,
                List.of("registry.test/a:1", "registry.test/a:2"), 7, 10, Optional.of(plan), Optional.of("overlayfs"), true,
                Optional.of("broken"), FakeNodeDaemon.NOW);
    }

    private static ImageListReport list(String path, String reference) {
        return new ImageListReport(path, "k8s.io", Optional.of("not of k8s.io"),
                List.of(new PullReport(reference, PullReport.State.FAILED, Optional.of("no route"), FakeNodeDaemon.NOW)));
    }
}
