package io.quarkiverse.containerd.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;

class SharedCallsTest {

    private final SharedCalls<String, Integer> calls = new SharedCalls<>();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger made = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void endThreads() throws InterruptedException {
        answer.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private int slow() throws IOException {
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return made.incrementAndGet();
    }

    private FutureTask<Integer> start() {
        FutureTask<Integer> task = new FutureTask<>(() -> calls.call("key", this::slow));
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    @Test
    void oneCallServesAllWhoWaitForIt() throws Exception {
        FutureTask<Integer> first = start();
        FutureTask<Integer> second = start();
        assertThat(calls.call("other", () -> 7)).isEqualTo(7);

        answer.countDown();

        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get()).isEqualTo(1);
        assertThat(calls.call("key", this::slow)).isEqualTo(2);
    }

    @Test
    void aCallThatFailsIsMadeAgainByWhoWaitsForIt() throws Exception {
        FutureTask<Integer> first = start();
        FutureTask<Integer> second = start();

        threads.get(0).interrupt();
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
        answer.countDown();

        assertThat(second.get()).isEqualTo(1);
    }

    @Test
    void whoWaitsCanBeInterrupted() throws Exception {
        FutureTask<Integer> first = start();
        FutureTask<Integer> second = start();

        threads.get(1).interrupt();

        assertThatThrownBy(second::get).hasCauseInstanceOf(ContainerdException.class).cause()
                .extracting(failure -> ((ContainerdException) failure).code()).isEqualTo(Status.Code.CANCELLED);
        answer.countDown();
        assertThat(first.get()).isEqualTo(1);
    }
}
