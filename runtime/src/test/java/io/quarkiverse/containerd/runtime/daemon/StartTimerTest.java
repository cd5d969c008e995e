package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

class StartTimerTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final List<ContainerdStart> told = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(7);
    private final StartTimer timer = new StartTimer("root.containerd", told::add, () -> START, nanos::get);

    @Test
    void stepsFollowEachOtherWhateverIsDoneToTheClock() {
        timer.begin("render");
        nanos.addAndGet(3);
        timer.begin("exec");
        nanos.addAndGet(4);
        timer.close();

        assertThat(told).containsExactly(new ContainerdStart("root.containerd", List.of(
                new ContainerdStart.Step("render", START, START.plusNanos(3)),
                new ContainerdStart.Step("exec", START.plusNanos(3), START.plusNanos(7)))));
    }

    @Test
    void aStartIsToldOnce() {
        timer.begin("render");
        timer.close();
        timer.close();

        assertThat(told).hasSize(1);
    }

    @Test
    void anObserverThatFailsDoesNotFailTheStart() {
        Consumer<String> failing = Announcements.guarded(news -> {
            throw new IllegalStateException("no exporter");
        });

        assertThatCode(() -> failing.accept("a start")).doesNotThrowAnyException();
    }
}
