package io.quarkiverse.containerd.runtime.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BackoffTest {

    private static final SupervisorSettings DEFAULTS = SupervisorSettings.defaults();

    @Test
    void growsToTheLimitAndStartsOver() {
        Backoff backoff = new Backoff(DEFAULTS, Rig.MIDDLE);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            waits.add(backoff.next().toMillis());
        }

        assertThat(waits.subList(0, 4)).containsExactly(500L, 750L, 1125L, 1687L);
        assertThat(waits.subList(12, 15)).containsExactly(60_000L, 60_000L, 60_000L);

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void recoversStepByStepAfterTheTimeThatDoesNotCount() {
        Backoff backoff = new Backoff(DEFAULTS, Rig.MIDDLE);
        for (int i = 0; i < 3; i++) {
            backoff.next();
        }
        backoff.recover(Duration.ofSeconds(30));
        assertThat(backoff.next().toMillis()).isEqualTo(1687L);
        backoff.recover(Duration.ofSeconds(90));
        assertThat(backoff.next().toMillis()).as("a step up, two down").isEqualTo(1125L);
        backoff.recover(Duration.ofDays(1000));
        assertThat(backoff.next().toMillis()).isEqualTo(500L);
    }

    @Test
    void whatDiesEvery31SecondsIsSlowedToo() {
        Backoff backoff = new Backoff(DEFAULTS, Rig.MIDDLE);
        Duration wait = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            wait = backoff.next();
            backoff.recover(Duration.ofSeconds(31));
        }
        assertThat(wait).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void constantWaitsStayWhatTheyAre() {
        Backoff backoff = new Backoff(new SupervisorSettings(Duration.ofSeconds(1), 1, 0, Duration.ofSeconds(1), Duration.ZERO,
                Duration.ofSeconds(1)), Rig.MIDDLE);
        backoff.recover(Duration.ZERO);
        backoff.recover(Duration.ofSeconds(5));
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
    }

    @Property(tries = 200)
    void jitterStaysInItsBounds(@ForAll long seed) {
        Backoff backoff = new Backoff(DEFAULTS, new SplittableRandom(seed));
        double middle = 500;
        for (int i = 0; i < 20; i++) {
            assertThat((double) backoff.next().toNanos() / 1e6).isBetween(middle * 0.5, Math.min(middle * 1.5, 60_000));
            middle = Math.min(middle * 1.5, 60_000);
        }
    }
}
