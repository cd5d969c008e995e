package io.quarkiverse.containerd.runtime.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SystemClockTest {

    private final SystemClock clock = new SystemClock();

    @Test
    void aTaskThatFailsIsRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch succeeded = new CountDownLatch(1);
        clock.schedule(Duration.ZERO, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new OutOfMemoryError("of the test");
            }
            succeeded.countDown();
        });
        assertThat(succeeded.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(runs).hasValue(2);
    }

    @Test
    void aCancelledTaskIsNotRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch cancelled = new CountDownLatch(1);
        SupervisorClock.Cancellable task = clock.schedule(Duration.ZERO, () -> {
            runs.incrementAndGet();
            await().until(() -> cancelled.getCount() == 0);
            throw new IllegalStateException("of the test");
        });
        await().until(() -> runs.get() == 1);
        task.cancel();
        cancelled.countDown();
        CountDownLatch later = new CountDownLatch(1);
        clock.schedule(Duration.ofMillis(1500), later::countDown);
        await().until(() -> later.getCount() == 0);
        assertThat(runs).hasValue(1);
    }
}
