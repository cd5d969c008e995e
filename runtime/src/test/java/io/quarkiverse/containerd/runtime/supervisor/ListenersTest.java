package io.quarkiverse.containerd.runtime.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;

@Timeout(120)
class ListenersTest {

    private final Listeners listeners = new Listeners();
    private final List<String> delivered = new CopyOnWriteArrayList<>();

    @Test
    void allThatWasPublishedIsDeliveredWhenTheEndHasBeenAwaited() {
        listeners.add(transition -> delivered.add(transition.dn()));
        listeners.add(transition -> delivered.add(transition.dn()));
        IntStream.range(0, 1000).forEach(i -> listeners.publish(transition("root." + i)));
        listeners.end();
        listeners.awaitEnd();
        assertThat(delivered).hasSize(2000);
    }

    @Test
    void aListenerThatBlocksIsNotAwaitedForLong() {
        CountDownLatch blocked = new CountDownLatch(1);
        try {
            listeners.add(transition -> await(blocked));
            listeners.publish(transition("root.a"));
            listeners.end();
            listeners.awaitEnd();
            assertThat(blocked.getCount()).isEqualTo(1);
        } finally {
            blocked.countDown();
        }
    }

    @Test
    void aListenerMayItselfAwaitTheEnd() {
        CountDownLatch returned = new CountDownLatch(1);
        listeners.add(transition -> {
            listeners.awaitEnd();
            returned.countDown();
        });
        listeners.publish(transition("root.a"));
        await(returned);
        assertThat(returned.getCount()).isZero();
        listeners.end();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Transition transition(String dn) {
        return new Transition(dn, NodeState.NEW, NodeState.HEALTHY, Instant.EPOCH, Optional.empty());
    }
}
