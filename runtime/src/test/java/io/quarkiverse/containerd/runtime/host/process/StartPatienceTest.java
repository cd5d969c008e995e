package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class StartPatienceTest {

    private static final long BEGAN = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

    private final StartLimit limit = new StartLimit(Duration.ofSeconds(30), Duration.ofMinutes(5));
    private final StartPatience patience = new StartPatience(limit, BEGAN);
    private long ticks;
    private long printed = BEGAN;

    @Test
    void silenceEndsItAndMakesTheNextOneLonger() {
        assertThat(look(30)).isEmpty();
        assertThat(look(30.1))
                .contains("printed nothing and used no processor for 30000 ms (quarkus.containerd.timeouts.start);"
                        + " the next start may be silent for 60000 ms");
        assertThat(limit.current()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void eachLineCountsAnew() {
        for (int line = 0; line < 100; line++) {
            assertThat(look(25 * (line + 1))).isEmpty();
            printed = at(25 * (line + 1));
        }
        assertThat(look(25 * 100 + 30)).isEmpty();
        assertThat(look(25 * 100 + 31)).isPresent();
    }

    @Test
    void useOfAProcessorCountsAnewForAWhile() {
        for (int second = 1; second <= 300; second++) {
            ticks += 2;
            assertThat(look(second)).as("%d s", second).isEmpty();
        }
        ticks += 2;
        assertThat(look(301)).contains(
                "printed nothing for 300000 ms (quarkus.containerd.timeouts.max-start), although it used a processor");
        assertThat(limit.current()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void lookingNowAndThenIsNoUseOfAProcessor() {
        for (int second = 1; second <= 30; second++) {
            ticks += 1;
            assertThat(look(second)).isEmpty();
        }
        assertThat(look(31)).isPresent();
    }

    @Test
    void aLookThatWasLateIsNotTakenForWork() {
        ticks = 3;
        assertThat(look(25)).isEmpty();
        assertThat(look(31)).isPresent();
    }

    @Test
    void theLimitGrowsNoFurtherThanItMay() {
        for (int seconds : new int[] { 60, 120, 240, 300, 300 }) {
            assertThat(limit.grow()).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    private Optional<String> look(double second) {
        return patience.end(at(second), printed, ticks);
    }

    private static long at(double second) {
        return BEGAN + (long) (second * 1e9);
    }
}
