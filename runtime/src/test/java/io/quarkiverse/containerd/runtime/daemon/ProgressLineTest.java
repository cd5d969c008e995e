package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.dev.console.StatusLine;

class ProgressLineTest {

    private final List<String> shown = new ArrayList<>();

    @Test
    void leavesTheConsoleAsItWas() {
        try (ProgressLine progress = ProgressLine.of(line())) {
            progress.tell("10 %");
            progress.tell("20 %");
        }
        assertThat(shown).containsExactly("10 %", "20 %", null, "closed");
    }

    private StatusLine line() {
        return new StatusLine() {
            @Override
            public void setMessage(String message) {
                shown.add(message);
            }

            @Override
            public void close() {
                shown.add("closed");
            }
        };
    }
}
