package io.quarkiverse.containerd.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTimeTest {

    private final ProcessorTime time = new ProcessorTime();

    @Test
    void goesOnWhereAnEarlierProcessEnded() {
        time.update(10, 150);
        time.update(10, 200);
        time.update(11, 30);

        assertThat(time.seconds()).isEqualTo(2.3);
    }

    @Test
    void neverGoesBack() {
        time.update(10, 200);
        time.update(10, 100);

        assertThat(time.seconds()).isEqualTo(2);
    }
}
