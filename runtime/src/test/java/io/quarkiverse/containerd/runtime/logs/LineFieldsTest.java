package io.quarkiverse.containerd.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

class LineFieldsTest {

    private final LineFields fields = (LineFields) LineFields.of("source", "main.go:196", "pid", "1031");

    @Test
    void keepsItsOrderAndEqualsOtherMapsOfTheSameFields() {
        Map<String, String> visited = new LinkedHashMap<>();
        fields.forEach(visited::put);

        assertThat(fields).containsExactly(Map.entry("source", "main.go:196"), Map.entry("pid", "1031"))
                .isEqualTo(Map.of("pid", "1031", "source", "main.go:196"));
        assertThat(visited).containsExactlyEntriesOf(fields);
        assertThat(fields.length()).isEqualTo("sourcemain.go:196pid1031".length());
    }

    @Test
    void sortsByName() {
        assertThat(fields.byName()).containsExactly(Map.entry("pid", "1031"), Map.entry("source", "main.go:196"));
        assertThat(((LineFields) LineFields.of("pid", "1", "source", "a.go:1")).byName())
                .containsExactly(Map.entry("pid", "1"), Map.entry("source", "a.go:1"));
    }
}
