package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.logs.LogEntry;

class FloodGateTest {

    private final AtomicLong nanos = new AtomicLong();
    private final FloodGate gate = new FloodGate(new SourceLimit("root.x", "some.key", "pid", 5), nanos::get);

    @Test
    void aSourceMayLogALotAtOnceAndThenWhatTheLimitSays() {
        assertThat(admitted("1", 1000)).isEqualTo(50);
        assertThat(gate.nanosToCount()).isEqualTo(Duration.ofSeconds(1).toNanos());

        pass(Duration.ofSeconds(1));
        assertThat(gate.nanosToCount()).isZero();
        assertThat(gate.takeCount()).isEqualTo("left out of this log, because some.key is 5 lines a second: 950 of pid 1;"
                + " the journal has the newest of them");
        assertThat(gate.nanosToCount()).isEqualTo(Long.MAX_VALUE);
        assertThat(admitted("1", 1000)).isEqualTo(5);

        pass(Duration.ofHours(1));
        assertThat(admitted("1", 1000)).isEqualTo(50);
    }

    @Test
    void aFloodOfOneSourceIsNotAnothersFault() {
        admitted("1", 1000);

        assertThat(admitted("2", 20)).isEqualTo(20);
    }

    @Test
    void aFloodOfDetailsLeavesRoomForWhatIsMoreImportant() {
        assertThat(IntStream.range(0, 1000).filter(i -> gate.admits(entry("1", "x", Level.DEBUG))).count()).isEqualTo(25);
        assertThat(admitted("1", 1000)).isEqualTo(25);
    }

    @Test
    void allSourcesTogetherAreLimited() {
        assertThat(IntStream.range(0, 100).map(source -> admitted("s" + source, 100)).sum()).isEqualTo(200);
        pass(Duration.ofSeconds(1));
        assertThat(IntStream.range(0, 100).map(source -> admitted("s" + source, 100)).sum()).isEqualTo(20);
        assertThat(gate.takeCount()).endsWith("of pid s17, and 90 more; the journal has the newest of them");
    }

    @Test
    void anEntryCountsByItsLines() {
        assertThat(gate.admits(entry("1", "x\n".repeat(1000)))).as("longer than all that is allowed").isTrue();
        assertThat(gate.admits(entry("1", "x"))).isFalse();
    }

    @Test
    void entriesWithoutASourceAreOfOneSource() {
        assertThat(IntStream.range(0, 99).filter(i -> gate.admits(new LogEntry(i, Instant.EPOCH, "root.x", Level.INFO, "x",
                Map.of(), null))).count()).isEqualTo(50);
        assertThat(gate.takeCount()).contains("second: 49;");
    }

    private int admitted(String source, int entries) {
        return (int) IntStream.range(0, entries).filter(i -> gate.admits(entry(source, "x"))).count();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static LogEntry entry(String source, String message) {
        return entry(source, message, Level.INFO);
    }

    private static LogEntry entry(String source, String message, Level level) {
        return new LogEntry(0, Instant.EPOCH, "root.x", level, message, Map.of("pid", source), null);
    }
}
