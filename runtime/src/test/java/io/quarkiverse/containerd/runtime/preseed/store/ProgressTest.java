package io.quarkiverse.containerd.runtime.preseed.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void tellsNoMoreOftenThanTheInterval() {
        AtomicLong time = new AtomicLong(-5);
        List<String> told = new ArrayList<>();
        Progress progress = new Progress(Duration.ofNanos(10), time::get, (done, total) -> told.add(done + "/" + total));
        progress.expect(100);
        progress.add(1);
        time.set(4);
        progress.add(1);
        assertThat(told).isEmpty();
        time.set(5);
        progress.add(1);
        progress.add(1);
        time.set(100);
        progress.add(1);
        assertThat(told).containsExactly("3/100", "5/100");
    }
}
