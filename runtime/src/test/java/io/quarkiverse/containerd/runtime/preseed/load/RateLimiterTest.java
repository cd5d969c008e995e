package io.quarkiverse.containerd.runtime.preseed.load;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RateLimiterTest {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong clock = new AtomicLong();

    @Property
    void neverMorePassesThanTheRateAndNothingWaitsLongerThanItMust(@ForAll @LongRange(min = 1, max = 1L << 40) long rate,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 1 << 20) Integer> chunks,
            @ForAll @IntRange(max = 1 << 30) int start) {
        AtomicLong now = new AtomicLong(start);
        RateLimiter bandwidth = new RateLimiter(OptionalLong.of(rate), now::get);
        long passed = 0;
        for (int bytes : chunks) {
            assertThat((double) bandwidth.reserve(bytes)).isCloseTo(passed * SECOND / rate, within((double) chunks.size()));
            passed += bytes;
        }
    }

    @Test
    void idleTimeIsNotMadeUpFor() {
        RateLimiter bandwidth = new RateLimiter(OptionalLong.of(1000), clock::get);
        clock.addAndGet(TimeUnit.HOURS.toNanos(1));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waits.add(TimeUnit.NANOSECONDS.toMillis(bandwidth.reserve(500)));
            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertThat(waits).containsExactly(0L, 400L, 800L);
    }

    @Test
    void theTimeOfManyBytesCountsTheSharesOfOthers() {
        RateLimiter bandwidth = new RateLimiter(OptionalLong.of(1000), clock::get);
        assertThat(bandwidth.time(5_000, 4)).isEqualTo(Duration.ofSeconds(20));
        assertThat(bandwidth.time(1L << 62, 64)).isPositive();
        assertThat(new RateLimiter(OptionalLong.empty(), clock::get).time(5_000, 4)).isZero();
    }

    @Test
    void manyThreadsShareTheRate() throws Exception {
        RateLimiter bandwidth = new RateLimiter(OptionalLong.of(1), clock::get);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4).mapToObj(number -> new Thread(() -> {
            awaitUninterruptibly(start);
            IntStream.range(0, 500_000).forEach(turn -> bandwidth.reserve(1));
        })).toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(bandwidth.reserve(0)).isEqualTo(TimeUnit.SECONDS.toNanos(2_000_000));
    }

    @Test
    void withoutARateNothingWaits() {
        RateLimiter bandwidth = new RateLimiter(OptionalLong.empty(), clock::get);
        assertThat(bandwidth.reserve(Long.MAX_VALUE)).isZero();
        assertThat(bandwidth.reserve(Long.MAX_VALUE)).isZero();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        RateLimiter bandwidth = new RateLimiter(OptionalLong.of(1), clock::get);
        bandwidth.acquire(1_000_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> bandwidth.acquire(1)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
