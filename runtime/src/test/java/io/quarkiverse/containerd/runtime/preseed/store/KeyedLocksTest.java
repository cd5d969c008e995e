package io.quarkiverse.containerd.runtime.preseed.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class KeyedLocksTest {

    @Test
    void takesOneHolderOfAKeyAfterAnother() {
        KeyedLocks locks = new KeyedLocks();
        int[] counter = { 0 };
        IntStream.range(0, 1000).parallel().forEach(i -> {
            try (KeyedLocks.Holder holder = locks.lock("key")) {
                counter[0]++;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(counter[0]).isEqualTo(1000);
    }
}
