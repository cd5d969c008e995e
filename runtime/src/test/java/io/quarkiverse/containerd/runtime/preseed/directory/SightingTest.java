package io.quarkiverse.containerd.runtime.preseed.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;

class SightingTest {

    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration HOURS = Duration.ofHours(3);

    @Test
    void whatWasWrittenLongAgoIsComplete() {
        assertThat(pause(seen(WRITTEN.plusSeconds(5), 0), 0)).isEqualTo(Duration.ZERO);
        assertThat(pause(seen(WRITTEN.plusSeconds(3), 0), 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(pause(seen(WRITTEN.plusSeconds(3), 0), 2)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aClockThatIsSetDelaysNothing() {
        Optional<Sighting> first = seen(WRITTEN.plusSeconds(1), 100);
        Optional<Sighting> again = Sighting.of(archive("a"), first, WRITTEN.minus(HOURS), seconds(103));

        assertThat(pause(again, 103)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pause(again, 104)).isEqualTo(Duration.ZERO);
    }

    @Test
    void whatWasWrittenInTheFutureWaitsAsWhatWasWrittenNow() {
        assertThat(pause(seen(WRITTEN.minus(HOURS), 100), 100)).isEqualTo(QUIET);
    }

    @Test
    void waitsAnewForWhatHasChanged() {
        Optional<Sighting> changed = Sighting.of(archive("b"), seen(WRITTEN.plusSeconds(4), 0), WRITTEN, seconds(4));

        assertThat(pause(changed, 4)).isEqualTo(QUIET);
    }

    private static Optional<Sighting> seen(Instant now, long second) {
        return Sighting.of(archive("a"), Optional.empty(), now, seconds(second));
    }

    private static Duration pause(Optional<Sighting> seen, long second) {
        return seen.orElseThrow().pause(QUIET, seconds(second));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static PreseedArchive archive(String content) {
        return new PreseedArchive(Path.of("/preseed/k8s.io/a.tar"), "k8s.io/a.tar", "k8s.io", true,
                Optional.of(new FileStamp(100, WRITTEN, WRITTEN, Digest.of(content.getBytes(UTF_8)))), "");
    }
}
