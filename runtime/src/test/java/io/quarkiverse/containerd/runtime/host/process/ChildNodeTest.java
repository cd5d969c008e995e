package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.containerd.TestNode;

/** The life of a node that is a child process, on a clock that only the process moves. */
@Timeout(120)
class ChildNodeTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration RESTART_AFTER = Duration.ofSeconds(60);

    private final TestNode node = new TestNode();
    private final FakeChild child = new FakeChild();
    private final StartLimit limit = new StartLimit(Duration.ofSeconds(30), Duration.ofMinutes(5), "its key",
            "its longest key");
    private final List<String> probes = new ArrayList<>();
    private boolean forgotten;

    @Test
    void isHealthyOnceTheProcessIsReady() {
        child.exitsAt(Duration.ofSeconds(100), 1);
        assertThatThrownBy(() -> run(lasting("0 no answer", "5 ")))
                .isInstanceOf(ProcessExit.class).hasMessageStartingWith("x (pid 7) exited with code 1. Its last lines:\n  bye");
        assertThat(node.signals()).containsExactly("healthy");
        assertThat(message("x (pid 7) is ready after ")).isTrue();
        assertThat(child.stops).isEqualTo(1);
        assertThat(forgotten).isTrue();
    }

    @Test
    void failsWhenTheProcessEndsBeforeItIsReady() {
        child.exitsAt(Duration.ofSeconds(3), 0);
        assertThatThrownBy(() -> run(lasting("0 no answer"))).isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("x (pid 7) exited with code 0 before it was ready. Its last lines:");
        assertThat(node.signals()).isEmpty();
        assertThat(child.stops).isEqualTo(1);
    }

    @Test
    void failsWithTheProblemWhenASilentProcessIsNotReadyInTime() {
        assertThatThrownBy(() -> run(lasting("0 nobody listens"))).isInstanceOf(StartFailure.class)
                .hasMessageContaining("x (pid 7) did not become ready: it printed nothing and used no processor for 30000 ms"
                        + " (its key); the next start may be silent for 60000 ms; nobody listens");
        assertThat(limit.current()).isEqualTo(Duration.ofSeconds(60));
        assertThat(child.stops).isEqualTo(1);
    }

    @Test
    void isUnhealthyWhileTheProcessIsNotReadyAnyMore() {
        child.exitsAt(Duration.ofSeconds(200), 1);
        assertThatThrownBy(() -> run(lasting("0 ", "35 status 500", "75 ", "105 status 503", "115 ")))
                .isInstanceOf(ProcessExit.class);
        assertThat(node.signals()).containsExactly("healthy", "unhealthy", "healthy", "unhealthy", "healthy");
        assertThat(message("x is ready again after 40000 ms")).isTrue();
    }

    @Test
    void isRestartedWhenItHasNotBeenReadyForTooLong() {
        assertThatThrownBy(() -> run(lasting("0 ", "35 status 500"))).isInstanceOf(WatchFailure.class)
                .hasMessageStartingWith("x (pid 7) is restarted: it has not been ready for 60000 ms: status 500");
        assertThat(child.now).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(101));
        assertThat(child.stops).isEqualTo(1);
    }

    @Test
    void isNotRestartedWhenThatIsOff() {
        child.exitsAt(Duration.ofHours(1), 1);
        assertThatThrownBy(() -> new ChildNode("x", log -> started(Optional.of(lasting("0 ", "35 status 500"))), limit,
                new ChildNode.ProbeSettings(INTERVAL, Duration.ZERO), child::nanoTime).run(node))
                .isInstanceOf(ProcessExit.class);
        assertThat(node.signals()).containsExactly("healthy", "unhealthy");
    }

    @Test
    void isNotProbedAfterALineThatSaysItIsReady() {
        child.exitsAt(Duration.ofSeconds(100), 2);
        assertThatThrownBy(() -> run(ReadyChecks.line(() -> child.now.toSeconds() >= 4))).isInstanceOf(ProcessExit.class);
        assertThat(node.signals()).containsExactly("healthy");
    }

    @Test
    void isDoneWhenAProcessThatIsToEndHasSucceeded() throws Exception {
        child.exitsAt(Duration.ofHours(5), 0);
        node(Optional.empty()).run(node);
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(forgotten).isTrue();
    }

    @Test
    void failsWhenAProcessThatIsToEndHasNotSucceeded() {
        child.exitsAt(Duration.ofSeconds(1), 3);
        assertThatThrownBy(() -> node(Optional.empty()).run(node)).isInstanceOf(ProcessExit.class)
                .hasMessageContaining("exited with code 3");
        assertThat(node.signals()).isEmpty();
    }

    @Test
    void stopsTheProcessAndRemembersOneThatCannotBeKilled() {
        child.immortal = true;
        child.exitsAt(Duration.ofSeconds(1), 3);
        assertThatThrownBy(() -> node(Optional.empty()).run(node)).isInstanceOf(ProcessExit.class);
        assertThat(child.stops).isEqualTo(1);
        assertThat(forgotten).isFalse();
    }

    /** As by an output that nobody reads. */
    @Test
    void asksTheProcessToEndAlthoughItsThreadIsBlocked() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        node.start(handle -> node(Optional.of(ReadyChecks.line(() -> {
            blocked.countDown();
            Uninterruptibly.await(Duration.ofMinutes(1), nanos -> released.await(nanos, TimeUnit.NANOSECONDS));
            child.exitsAt(child.now, 143);
            return false;
        }))).run(handle));
        blocked.await();
        node.cancel();
        assertThat(child.asked).isTrue();
        released.countDown();
        assertThat(node.result()).as("what ends because it was asked to does not fail").succeedsWithin(Duration.ofSeconds(20));
    }

    private void run(ReadyCheck ready) throws Exception {
        node(Optional.of(ready)).run(node);
    }

    private ChildNode node(Optional<ReadyCheck> ready) {
        return new ChildNode("x", log -> started(ready), limit, new ChildNode.ProbeSettings(INTERVAL, RESTART_AFTER),
                child::nanoTime);
    }

    private ChildNode.Started started(Optional<ReadyCheck> ready) {
        return new ChildNode.Started(child, ready, () -> forgotten = true);
    }

    private boolean message(String beginning) {
        return node.entries().stream().anyMatch(entry -> entry.message().startsWith(beginning));
    }

    /** @param changes the seconds from which on there is a problem, or none */
    private ReadyCheck lasting(String... changes) {
        return new ReadyCheck() {
            @Override
            public Optional<String> problem(Child probed) {
                String problem = "";
                for (String change : changes) {
                    int space = change.indexOf(' ');
                    if (child.now.toSeconds() >= Long.parseLong(change.substring(0, space))) {
                        problem = change.substring(space + 1);
                    }
                }
                probes.add(problem);
                return Optional.of(problem).filter(text -> !text.isEmpty());
            }

            @Override
            public boolean isLasting() {
                return true;
            }
        };
    }

    /** A process that does nothing but end at some time; who waits for it moves the time on. */
    private static final class FakeChild implements Child {

        private final Deque<Integer> codes = new ArrayDeque<>();
        private Duration now = Duration.ZERO;
        private Duration end = Duration.ofDays(1000);
        private boolean immortal;
        private int stops;
        private volatile boolean asked;

        void exitsAt(Duration time, int code) {
            end = time;
            codes.add(code);
        }

        long nanoTime() {
            return now.toNanos();
        }

        @Override
        public long pid() {
            return 7;
        }

        @Override
        public ExitStatus awaitExit() {
            now = end;
            return new ExitStatus(codes.getFirst());
        }

        @Override
        public Optional<ExitStatus> awaitExit(Duration timeout) {
            if (now.plus(timeout).compareTo(end) >= 0) {
                return Optional.of(awaitExit());
            }
            now = now.plus(timeout);
            return Optional.empty();
        }

        @Override
        public long lastOutput() {
            return 0;
        }

        @Override
        public long processorTicks() {
            return 0;
        }

        @Override
        public List<String> lastLines(int count) {
            return List.of("bye");
        }

        @Override
        public void terminate() {
            asked = true;
        }

        @Override
        public Optional<ExitStatus> stop() {
            stops++;
            return immortal ? Optional.empty() : Optional.of(new ExitStatus(0));
        }
    }
}
