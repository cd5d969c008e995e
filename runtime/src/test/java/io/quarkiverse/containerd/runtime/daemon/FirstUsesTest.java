package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class FirstUsesTest {

    /** What fails is not seen where it runs. */
    @Test
    void allOfThemWork() {
        assertThatCode(FirstUses::use).doesNotThrowAnyException();
    }
}
