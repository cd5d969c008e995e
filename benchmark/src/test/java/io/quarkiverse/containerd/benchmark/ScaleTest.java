package io.quarkiverse.containerd.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void aLinearScaleEndsAtARoundValue() {
        assertThat(Scale.linear(4.4).ticks()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(Scale.linear(23).ticks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0, 25.0);
        assertThat(Scale.linear(4.4).position(2.5)).isEqualTo(0.5);
    }

    @Test
    void aLogarithmicScaleHasEqualLengthsForEqualFactors() {
        Scale scale = Scale.logarithmic(499);
        assertThat(scale.ticks()).containsExactly(1.0, 10.0, 100.0, 1000.0);
        assertThat(scale.position(10)).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(scale.position(100) - scale.position(10)).isCloseTo(1.0 / 3, within(1e-9));
    }

    @Test
    void whatIsOutsideIsAtTheEnds() {
        assertThat(Scale.logarithmic(100).position(0.2)).isZero();
        assertThat(Scale.linear(4).position(9)).isEqualTo(1);
    }
}
