package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.runtime.daemon.Observation.Kind;

/** The watch on a clock that only the watch itself moves on. */
class WatchLoopTest {

    private static final Observation SILENT = new Observation(Kind.SILENT, "timed out");

    private final TestNode node = new TestNode();
    private final WatchCounters counters = new WatchCounters();
    private final List<String> restarts = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Observation> observations = new ArrayDeque<>();
    private final VirtualTimer timer = new VirtualTimer();
    private Duration answering = Duration.ZERO;

    @Test
    void aWellContainerdIsLeftAlone() {
        watch(Duration.ofSeconds(60), Observation.WELL, Observation.WELL);
        assertThat(node.signals()).containsExactly("healthy");
        assertThat(node.entries()).isEmpty();
        assertThat(timer.nanos).isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void theFirstMissedAnswerIsAWarningAndTheReturnAnInfo() {
        watch(Duration.ofSeconds(60), SILENT, SILENT, SILENT, Observation.WELL, Observation.WELL);
        assertThat(node.signals()).containsExactly("healthy", "unhealthy", "healthy");
        assertThat(node.logged(Level.WARN)).containsExactly("containerd does not answer: timed out");
        assertThat(node.logged(Level.INFO)).containsExactly("containerd does not answer: timed out",
                "containerd answers again after 30000 ms");
        assertThat(counters.report()).isEqualTo(new WatchReport(3, 0, 0));
        assertThat(restarts).isEmpty();
    }

    @Test
    void silenceThatLastsHasContainerdRestarted() {
        answering = Duration.ofSeconds(5);
        watch(Duration.ofSeconds(60), SILENT, SILENT, SILENT, SILENT, SILENT, SILENT);
        // asked at 10 s, 25 s, 40 s, 55 s and 70 s, each for 5 s
        assertThat(restarts).containsExactly("it has not answered for 65000 ms, dump true");
        assertThat(counters.report()).isEqualTo(new WatchReport(5, 1, 0));
    }

    @Test
    void oneMissedAnswerIsNotEnoughHoweverShortTheLimit() {
        answering = Duration.ofSeconds(5);
        watch(Duration.ofMillis(1), SILENT, Observation.WELL, SILENT, Observation.WELL);
        assertThat(restarts).isEmpty();
    }

    @Test
    void silenceIsCountedAnewAfterAnyAnswer() {
        watch(Duration.ofSeconds(25), SILENT, SILENT, SILENT, new Observation(Kind.ILL, "not ready"), SILENT, SILENT, SILENT);
        assertThat(restarts).isEmpty();
        assertThat(node.signals()).containsExactly("healthy", "unhealthy");
    }

    @Test
    void withoutALimitItIsNeverRestarted() {
        watch(Duration.ZERO, Collections.nCopies(1000, SILENT).toArray(Observation[]::new));
        assertThat(restarts).isEmpty();
        assertThat(node.logged(Level.WARN)).hasSize(1);
    }

    @Test
    void aLostSocketHasContainerdRestartedAtOnce() {
        watch(Duration.ofSeconds(60), new Observation(Kind.LOST, "the socket /s has been removed"), Observation.WELL);
        assertThat(restarts).containsExactly("the socket /s has been removed, dump false");
        assertThat(node.logged(Level.WARN))
                .containsExactly("containerd cannot be reached: the socket /s has been removed");
        assertThat(counters.report()).isEqualTo(new WatchReport(0, 0, 1));
        assertThat(observations).as("it is not asked again").hasSize(1);
    }

    @Test
    void aProcessThatHasEndedIsLeftToItsOwnNode() {
        watch(Duration.ofSeconds(60), new Observation(Kind.ENDED, "the socket /s has been removed"), Observation.WELL);
        assertThat(restarts).isEmpty();
        assertThat(node.signals()).containsExactly("healthy");
        assertThat(node.logged(Level.WARN)).isEmpty();
        assertThat(counters.report()).isEqualTo(new WatchReport(0, 0, 0));
        assertThat(observations).as("it is not asked again").hasSize(1);
    }

    /** Watches, each observation taking its time, until all have been made or a restart has been asked for. */
    private void watch(Duration restartAfter, Observation... script) {
        observations.addAll(Arrays.asList(script));
        WatchLoop loop = new WatchLoop(new Health(Duration.ofSeconds(10), Duration.ofSeconds(5), restartAfter, true),
                this::observe, this::restart, counters, timer);
        assertThatThrownBy(() -> node.start(loop::run).result().get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    private Observation observe() {
        timer.nanos += answering.toNanos();
        Observation observation = observations.remove();
        if (observation.kind() == Kind.ENDED) {
            Thread.currentThread().interrupt();
        }
        return observation;
    }

    private void restart(String reason, boolean dump) {
        restarts.add(reason + ", dump " + dump);
        Thread.currentThread().interrupt();
    }

    private final class VirtualTimer implements MonotonicTimer {

        private long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            nanos += duration.toNanos();
            if (observations.isEmpty()) {
                throw new InterruptedException();
            }
        }
    }
}
