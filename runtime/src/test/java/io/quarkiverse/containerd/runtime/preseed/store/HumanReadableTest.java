package io.quarkiverse.containerd.runtime.preseed.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class HumanReadableTest {

    @Test
    void bytes() {
        assertThat(HumanReadable.bytes(0)).isEqualTo("0 B");
        assertThat(HumanReadable.bytes(999)).isEqualTo("999 B");
        assertThat(HumanReadable.bytes(1000)).isEqualTo("1.0 kB");
        assertThat(HumanReadable.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(HumanReadable.bytes(999_950)).isEqualTo("1.0 MB");
        assertThat(HumanReadable.bytes(1_500_000_000)).isEqualTo("1.5 GB");
        assertThat(HumanReadable.bytes(Long.MAX_VALUE)).isEqualTo("9223.4 PB");
    }

    @Test
    void durationsAndCounts() {
        assertThat(HumanReadable.duration(Duration.ofMillis(9_999))).isEqualTo("9999 ms");
        assertThat(HumanReadable.duration(Duration.ofMillis(10_900))).isEqualTo("10 s");
        assertThat(HumanReadable.count(1, "image")).isEqualTo("1 image");
        assertThat(HumanReadable.count(0, "image")).isEqualTo("0 images");
    }
}
