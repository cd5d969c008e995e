package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExitGuardTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch read = new CountDownLatch(1);

    @AfterEach
    void readOn() {
        read.countDown();
    }

    @Test
    void doesNothingWhenTheOutputIsRead() {
        new ExitGuard(() -> done.add("line"), () -> done.add("stop"), status -> done.add("halt"), Duration.ofSeconds(15)).run();
        assertThat(done).containsExactly("line");
    }

    @Test
    void stopsTheDaemonBeforeItEndsAJvmWhoseOutputNobodyReads() {
        new ExitGuard(this::write, () -> done.add("stop"), status -> done.add("halt " + status), SHORT).run();
        assertThat(done).containsExactly("stop", "halt 143");
    }

    @Test
    void leavesTheJvmToQuarkusWhenTheOutputIsReadAgain() {
        new ExitGuard(this::write, read::countDown, status -> done.add("halt"), Duration.ofSeconds(1)).run();
        assertThat(done).containsExactly("line");
    }

    private void write() {
        try {
            read.await();
            done.add("line");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
