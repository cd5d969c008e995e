package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandRunnerTest {

    @TempDir
    Path directory;

    @Test
    void tellsAllLinesAndKeepsTheLast() throws Exception {
        List<String> lines = new ArrayList<>();

        CommandResult result = new LocalCommandRunner(Duration.ofMinutes(1)).run(
                List.of("sh", "-c", "seq 100; pwd >&2; exit 3"), directory, lines::add);

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(lines).hasSize(101).endsWith("100", directory.toRealPath().toString());
        assertThat(result.lastLines()).hasSize(20)
                .startsWith(IntStream.of(82).mapToObj(String::valueOf).toArray(String[]::new));
    }

    @Test
    @Timeout(120)
    void aCommandThatHangsIsEndedWithItsChildren() {
        assertThatIOException().isThrownBy(() -> new LocalCommandRunner(Duration.ofMillis(200))
                .run(List.of("sh", "-c", "sleep 600 & wait"), directory, line -> {
                })).withMessageContaining("did not end");
    }

    @Test
    void aCommandThatIsNotThere() {
        assertThatIOException().isThrownBy(() -> new LocalCommandRunner(Duration.ofMinutes(1))
                .run(List.of(directory.resolve("none").toString()), directory, line -> {
                }));
    }
}
