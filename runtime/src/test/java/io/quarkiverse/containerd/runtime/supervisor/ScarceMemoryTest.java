package io.quarkiverse.containerd.runtime.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;

/** Wherever memory runs out while a node fails and starts again, it starts again. */
@Timeout(120)
class ScarceMemoryTest {

    /** More than a failure and a restart make. */
    private static final int CALLS = 24;
    private static final SupervisorSettings SETTINGS = new SupervisorSettings(Duration.ofMillis(20), 1, 0,
            Duration.ofMillis(20), Duration.ofSeconds(5), Duration.ofSeconds(3));

    /** The system's clock, one call of which fails. */
    private static final class FailingClock implements SupervisorClock {

        private final SystemClock clock = new SystemClock();
        private final AtomicInteger calls = new AtomicInteger();

        /** Has a call of the supervisor's threads fail, after so many that do not. */
        void failAt(int call) {
            calls.set(call);
        }

        boolean hasFailed() {
            return calls.get() <= 0;
        }

        private void call() {
            String thread = Thread.currentThread().getName();
            boolean own = thread.startsWith(Supervisor.ROOT) || thread.startsWith("containerd-supervisor");
            if (own && calls.getAndUpdate(left -> Math.max(0, left - 1)) == 1) {
                throw new OutOfMemoryError("of the test");
            }
        }

        @Override
        public Instant now() {
            call();
            return clock.now();
        }

        @Override
        public long nanoTime() {
            call();
            return clock.nanoTime();
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            call();
            return clock.schedule(delay, task);
        }
    }

    /** A supervisor whose node fails once it is told to. */
    private static final class Attempt {

        private final FailingClock clock = new FailingClock();
        private final Supervisor supervisor = new Supervisor(SETTINGS, new MemoryJournal(100, 1024, Instant::now), clock);
        private final AtomicInteger starts = new AtomicInteger();
        private final CountDownLatch told = new CountDownLatch(1);

        private void start() {
            supervisor.start(root -> {
                root.runGroup(Map.of("a", this::failOnce, "b", NodeHandle::awaitCancellation));
                root.signalHealthy();
                root.awaitCancellation();
            });
            await().until(this::isHealthy);
        }

        private void failOnce(NodeHandle node) throws InterruptedException {
            int start = starts.incrementAndGet();
            node.signalHealthy();
            told.await();
            if (start == 1) {
                throw new IllegalStateException("of the test");
            }
            node.awaitCancellation();
        }

        private boolean isHealthy() {
            return is("root.a", NodeState.HEALTHY) && is("root.b", NodeState.NEW);
        }

        /** Whether a node is there and in a state; at the start the root may still be about to start the others. */
        private boolean is(String dn, NodeState state) {
            return supervisor.snapshot(dn).filter(node -> node.state() == state).isPresent();
        }
    }

    @Test
    void aNodeThatFailsStartsAgain() {
        List<Attempt> attempts = Stream.generate(Attempt::new).limit(CALLS).toList();
        attempts.forEach(Attempt::start);
        for (int call = 1; call <= CALLS; call++) {
            attempts.get(call - 1).clock.failAt(call);
            attempts.get(call - 1).told.countDown();
        }
        await().untilAsserted(() -> assertThat(attempts).allMatch(attempt -> attempt.starts.get() > 1 && attempt.isHealthy()));
        assertThat(attempts.stream().filter(attempt -> attempt.clock.hasFailed())).hasSizeGreaterThan(CALLS / 2);
        attempts.forEach(attempt -> assertThat(attempt.supervisor.shutdown(Duration.ofSeconds(60))).isEmpty());
    }
}
