package io.quarkiverse.containerd.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.daemon.ContainerdStart;
import io.quarkiverse.containerd.runtime.preseed.ArchiveLoad;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;

class TreeTracesTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String CONTAINERD = "root.containerd";
    private static final String PRESEED = "root.containerd.preseed";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final TreeTraces traces = new TreeTraces(SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter)).build().get("test"));

    @Test
    void theBootIsOneTrace() {
        boot();

        assertThat(tree()).containsExactlyInAnyOrderEntriesOf(Map.of(
                "boot", "0-100",
                "boot > start root.containerd", "1-50",
                "boot > start root.containerd > render", "1-5",
                "boot > start root.containerd > exec", "5-7",
                "boot > start root.containerd > answer", "7-48",
                "boot > start root.containerd > start root.containerd.preseed", "49-100",
                "boot > start root.containerd > start root.containerd.preseed > load archive", "52-99",
                "boot > start root.containerd > start root.containerd.preseed > load archive > unpack", "80-99"));
        assertThat(span("boot").getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("ready");
            assertThat(millis(event.getEpochNanos())).isEqualTo(100);
        });
        assertThat(span("load archive").getAttributes().asMap()).containsAllEntriesOf(Map.of(
                TreeTraces.ARCHIVE, "k8s.io/a.tar", TreeTraces.BYTES, 1000L, TreeTraces.BLOBS, 3L, TreeTraces.REQUIRED, true));
        assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getTraceId).containsOnly(span("boot").getTraceId());
    }

    @Test
    void aRestartIsATraceFromTheFailureOn() {
        boot();
        exporter.reset();

        fail(CONTAINERD, NodeState.HEALTHY, 1000, "containerd was killed");
        change(PRESEED, NodeState.HEALTHY, NodeState.CANCELED, 1001);
        change(CONTAINERD, NodeState.DEAD, NodeState.NEW, 1500);
        startContainerd(1500);
        change(PRESEED, NodeState.NEW, NodeState.HEALTHY, 1600);

        assertThat(tree()).containsExactlyInAnyOrderEntriesOf(Map.of(
                "restart root.containerd", "1000-1600",
                "restart root.containerd > render", "1500-1504",
                "restart root.containerd > exec", "1504-1506",
                "restart root.containerd > answer", "1506-1547",
                "restart root.containerd > start root.containerd.preseed", "1548-1600"));
        assertThat(span("restart root.containerd").getEvents()).extracting(event -> event.getName())
                .containsExactly("failure", "ready");
        assertThat(span("restart root.containerd").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void aStartThatFailsIsAnError() {
        create("root", 0);
        create(CONTAINERD, 1);
        change("root", NodeState.NEW, NodeState.HEALTHY, 2);
        traces.started(new ContainerdStart(CONTAINERD, List.of(step("render", 1, 3))));
        fail(CONTAINERD, NodeState.NEW, 9, "no containerd");

        assertThat(tree()).containsOnly(Map.entry("boot", "0-9"), Map.entry("boot > start root.containerd", "1-9"),
                Map.entry("boot > start root.containerd > render", "1-3"));
        assertThat(List.of(span("boot"), span("start root.containerd"))).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isEqualTo("no containerd");
            assertThat(span.getEvents()).isEmpty();
        });
    }

    @Test
    void whatIsCancelledWhileItStartsEndsTheTrace() {
        create("root", 0);
        create(CONTAINERD, 1);
        change("root", NodeState.NEW, NodeState.HEALTHY, 2);
        startContainerd(1);
        fail(CONTAINERD, NodeState.HEALTHY, 60, "killed");
        change(PRESEED, NodeState.NEW, NodeState.CANCELED, 61);

        assertThat(tree()).containsEntry("boot", "0-61");
        assertThat(span("boot").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void optionalArchivesOfTheStartBelongToItAlsoWhenItHasEnded() {
        boot();
        traces.loaded(load(true, 120, 150, 0, Optional.of("damaged")));

        SpanData late = exporter.getFinishedSpanItems().get(exporter.getFinishedSpanItems().size() - 1);
        assertThat(late.getTraceId()).isEqualTo(span("boot").getTraceId());
        assertThat(late.getStatus().getDescription()).isEqualTo("damaged");
    }

    @Test
    void whatIsLoadedLaterIsATraceOfItsOwn() {
        boot();
        exporter.reset();
        traces.loaded(load(false, 5000, 5100, 0, Optional.empty()));

        assertThat(tree()).containsOnly(Map.entry("load archive", "5000-5100"));
    }

    @Test
    void probesMakeNoSpans() {
        boot();
        exporter.reset();
        change(CONTAINERD, NodeState.HEALTHY, NodeState.UNHEALTHY, 200);
        change(CONTAINERD, NodeState.UNHEALTHY, NodeState.HEALTHY, 300);

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void whatStartsWhenTheApplicationEndsIsEnded() {
        create("root", 0);
        create(CONTAINERD, 1);
        traces.end(START.plusMillis(500));

        assertThat(tree()).containsEntry("boot", "0-500");
        assertThat(span("boot").getEvents()).isEmpty();
    }

    @Test
    void nodesOfEverNewNamesDoNotFillTheMemory() {
        create("root", 0);
        change("root", NodeState.NEW, NodeState.HEALTHY, 1);
        for (int i = 0; i < 2 * TreeTraces.MOST_NODES; i++) {
            create("root.pod_" + i, 2);
            change("root.pod_" + i, NodeState.NEW, NodeState.HEALTHY, 3);
        }

        assertThat(exporter.getFinishedSpanItems()).hasSizeLessThanOrEqualTo(TreeTraces.MOST_NODES + 1);
    }

    private void boot() {
        create("root", 0);
        create(CONTAINERD, 1);
        change("root", NodeState.NEW, NodeState.HEALTHY, 2);
        change("root", NodeState.HEALTHY, NodeState.DONE, 3);
        startContainerd(1);
        traces.loaded(load(true, 52, 99, 2, Optional.empty()));
        change(PRESEED, NodeState.NEW, NodeState.HEALTHY, 100);
    }

    /** As in life: steps are told before the node signals, and children are created before that. */
    private void startContainerd(int begin) {
        traces.started(new ContainerdStart(CONTAINERD, List.of(step("render", begin, begin + 4),
                step("exec", begin + 4, begin + 6), step("answer", begin + 6, begin + 47))));
        create(PRESEED, begin + 48);
        change(CONTAINERD, NodeState.NEW, NodeState.HEALTHY, begin + 49);
    }

    private static ContainerdStart.Step step(String name, int begin, int end) {
        return new ContainerdStart.Step(name, START.plusMillis(begin), START.plusMillis(end));
    }

    private static ArchiveLoad load(boolean atStart, int begin, int end, int layers, Optional<String> failure) {
        PreseedArchive archive = new PreseedArchive(Path.of("/preseed/k8s.io/a.tar"), "k8s.io/a.tar", "k8s.io", true,
                Optional.empty(), "");
        return new ArchiveLoad(PRESEED, archive, atStart, START.plusMillis(begin),
                layers > 0 ? Optional.of(START.plusMillis(80)) : Optional.empty(), START.plusMillis(end),
                new ArchiveLoad.Brought(1, 3, 1000, layers), failure);
    }

    private void create(String dn, long millis) {
        change(dn, NodeState.NEW, NodeState.NEW, millis);
    }

    private void change(String dn, NodeState from, NodeState to, long millis) {
        traces.changed(new Transition(dn, from, to, START.plusMillis(millis), Optional.empty()));
    }

    private void fail(String dn, NodeState from, long millis, String message) {
        Instant at = START.plusMillis(millis);
        traces.changed(new Transition(dn, from, NodeState.DEAD, at, Optional.of(new Failure(at, message, null))));
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }

    /** The spans by their path from the root of their trace, with the milliseconds between which they lie. */
    private Map<String, String> tree() {
        Map<String, SpanData> spans = exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getSpanId, span -> span));
        Map<String, String> tree = new TreeMap<>();
        spans.values().forEach(span -> tree.put(path(span, spans),
                millis(span.getStartEpochNanos()) + "-" + millis(span.getEndEpochNanos())));
        return tree;
    }

    private static String path(SpanData span, Map<String, SpanData> spans) {
        SpanData parent = spans.get(span.getParentSpanId());
        return parent == null ? span.getName() : path(parent, spans) + " > " + span.getName();
    }

    private static long millis(long epochNanos) {
        return Duration.between(START, Instant.ofEpochSecond(0, epochNanos)).toMillis();
    }
}
