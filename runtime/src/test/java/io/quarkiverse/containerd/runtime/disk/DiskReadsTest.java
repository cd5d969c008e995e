package io.quarkiverse.containerd.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DiskReadsTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final DiskReads reads = new DiskReads("the disk", Duration.ofMillis(50));

    @AfterEach
    void end() {
        answer.countDown();
    }

    /** A read that no interrupt ends, as one of a disk that does not answer. */
    private String hang() {
        boolean ended = false;
        while (!ended) {
            try {
                answer.await();
                ended = true;
            } catch (InterruptedException e) {
                ended = false;
            }
        }
        return "late";
    }

    @Test
    void returnsWhatWasReadAndThrowsWhatWasThrown() throws Exception {
        assertThat(reads.<String> call(() -> "text")).isEqualTo("text");
        IOException failure = new IOException("disk");
        assertThatThrownBy(() -> reads.call(() -> {
            throw failure;
        })).isSameAs(failure);
        assertThatThrownBy(() -> reads.call(() -> {
            throw new IllegalStateException("bug");
        })).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoWaitsForADiskThatDoesNotAnswerCanBeInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                reads.call(this::hang);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING || waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        waiting.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);

        assertThat(reads.<String> callBriefly(() -> "text", "not yet")).isEqualTo("not yet");
        answer.countDown();
        assertThat(reads.<String> call(() -> "text")).isEqualTo("text");
    }

    @Test
    void aSlowDiskIsWaitedFor() throws Exception {
        Thread answering = new Thread(() -> {
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            answer.countDown();
        });
        answering.start();
        assertThat(reads.call(this::hang)).isEqualTo("late");
        answering.join();
    }
}
