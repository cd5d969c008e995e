package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class PreseedLogTest {

    @Test
    void whatHasBeenLoggedIsNotRememberedWithoutEnd() {
        Set<String> memory = PreseedLog.memory();
        IntStream.range(0, 10_001).forEach(number -> memory.add("line " + number));
        assertThat(memory).hasSize(10_000).doesNotContain("line 0").contains("line 1");
    }
}
