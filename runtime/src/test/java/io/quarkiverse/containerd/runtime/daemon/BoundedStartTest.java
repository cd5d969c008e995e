package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ArchiveReport.State;
import io.quarkiverse.containerd.preseed.LoadPlan;

/** The wait on a clock that only it moves on. */
class BoundedStartTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FakeNodeDaemon daemon = new FakeNodeDaemon();
    private final TreeMap<Duration, Runnable> events = new TreeMap<>();
    private final List<String> told = new ArrayList<>();
    private boolean givesUp;
    private Duration now = Duration.ZERO;

    BoundedStartTest() {
        daemon.started = false;
    }

    @Test
    void endsWithTheStart() throws Exception {
        events.put(Duration.ofSeconds(2), () -> daemon.started = true);

        assertThat(await()).isTrue();
        assertThat(now).isLessThan(Duration.ofMillis(2050));
        assertThat(told).isEmpty();
    }

    @Test
    void waitsAMomentForNodesThatAreNew() throws Exception {
        daemon.started = true;
        daemon.tree = List.of(FakeNodeDaemon.node("root.containerd.watch", NodeState.NEW));
        events.put(Duration.ofSeconds(1),
                () -> daemon.tree = List.of(FakeNodeDaemon.node("root.containerd.watch", NodeState.HEALTHY)));

        assertThat(await()).isTrue();
        assertThat(now).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1050));
    }

    @Test
    void doesNotWaitForNodesThatMayWaitForTheApplication() throws Exception {
        daemon.started = true;
        daemon.tree = List.of(FakeNodeDaemon.node("root.agent", NodeState.NEW));

        assertThat(await()).isTrue();
        assertThat(now).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2050));
    }

    @Test
    void isBoundedAndTellsWhatItWaitsFor() throws Exception {
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", "no such file"));

        assertThat(await()).isFalse();
        assertThat(now).isBetween(LIMIT, LIMIT.plusMillis(50));
        assertThat(told).hasSize(19).containsOnly("root.containerd is DEAD: no such file");
    }

    @Test
    void countsFromTheLatestProgressOfTheArchives() throws Exception {
        for (int minute = 0; minute < 5; minute++) {
            int brought = 1000 * (minute + 1);
            events.put(Duration.ofSeconds(50L * minute), () -> bring(brought));
        }
        events.put(Duration.ofSeconds(255), () -> daemon.started = true);

        assertThat(await()).isTrue();
        assertThat(told).hasSizeGreaterThan(70)
                .contains("required image archives are not loaded yet: k8s.io/app.tar is LOADING");
    }

    @Test
    void bytesThatAreBroughtOnceMoreAreNoProgress() throws Exception {
        for (int second = 0; second < 100; second++) {
            int brought = second % 10;
            events.put(Duration.ofSeconds(second), () -> bring(brought));
        }

        assertThat(await()).isFalse();
        assertThat(now).isBetween(Duration.ofSeconds(69), Duration.ofSeconds(70));
    }

    @Test
    void canBeGivenUp() throws Exception {
        events.put(Duration.ofSeconds(1), () -> givesUp = true);

        assertThat(await()).isFalse();
        assertThat(now).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void obstaclesThatLastAreThoseThatNothingChangesByItself() {
        assertThat(StartObstacles.of(daemon).areLasting()).isFalse();
        daemon.archives = List.of(FakeNodeDaemon.archive("a.tar", State.FAILED, "not an archive"),
                FakeNodeDaemon.archive("b.tar", State.PENDING, null));
        assertThat(StartObstacles.of(daemon).areLasting()).isFalse();
        daemon.archives = List.of(FakeNodeDaemon.archive("a.tar", State.FAILED, "not an archive"),
                FakeNodeDaemon.archive("b.tar", State.LOADED, null));
        assertThat(StartObstacles.of(daemon).areLasting()).isTrue();
        assertThat(StartObstacles.of(daemon).describe())
                .isEqualTo("required image archives are not loaded yet: a.tar is FAILED (not an archive)");
        daemon.archives = List.of();
        daemon.tree = List.of(FakeNodeDaemon.node("root", NodeState.DONE),
                FakeNodeDaemon.failed("root.containerd", "exited", 3));
        assertThat(StartObstacles.of(daemon).areLasting()).isTrue();
    }

    @Test
    void obstaclesTellHowFarAnArchiveIs() {
        bring(12_300_000, Optional.of(new LoadPlan("k8s.io/app.tar", "k8s.io", true, List.of(), 400_000_000, 100_000_000, 0,
                OptionalLong.empty(), List.of(), Optional.empty())));
        assertThat(StartObstacles.of(daemon).describe())
                .isEqualTo("required image archives are not loaded yet: k8s.io/app.tar is LOADING (12.3 MB of 300.0 MB)");
    }

    private void bring(long bytes) {
        bring(bytes, Optional.empty());
    }

    private void bring(long bytes, Optional<LoadPlan> plan) {
        daemon.archives = List
                .of(new ArchiveReport("k8s.io/app.tar", "k8s.io", true, State.LOADING, false, false, false, List.of(),
                        bytes, 0, plan, Optional.empty(), false, Optional.empty(), FakeNodeDaemon.NOW));
    }

    private boolean await() throws InterruptedException {
        MonotonicTimer timer = new MonotonicTimer() {
            @Override
            public long nanoTime() {
                return now.toNanos();
            }

            @Override
            public void sleep(Duration duration) {
                now = now.plus(duration);
                Map<Duration, Runnable> due = events.headMap(now, true);
                due.values().forEach(Runnable::run);
                due.clear();
            }
        };
        return new BoundedStart(daemon, timer, LIMIT, obstacles -> told.add(obstacles.describe()), () -> givesUp).await();
    }
}
