package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** How supervised beans become a tree: parents, conditions, and who outlives whom. */
class SupervisedBeansTest {

    private static final SupervisorSettings SETTINGS = new SupervisorSettings(Duration.ofMillis(10), 1, 0,
            Duration.ofMillis(10), Duration.ofSeconds(30), Duration.ofSeconds(30));
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Supervisor supervisor = new Supervisor(SETTINGS, new MemoryJournal(100, 1000), new SystemClock());

    @AfterEach
    void shutDown() {
        assertThat(supervisor.shutdown(LIMIT)).isEmpty();
    }

    @Test
    void aChildStartsWhenItsParentSignalsAndAgainWithIt() throws Exception {
        CountDownLatch serve = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        start(bean("root", "parent", node -> {
            serve.await();
            node.signalHealthy();
            fail.await();
            fail(node);
        }), bean("root.parent", "child", SupervisedBeansTest::idle));
        await().atMost(LIMIT).until(() -> state("root.parent") == NodeState.NEW);
        assertThat(supervisor.snapshot("root.parent.child")).isEmpty();

        serve.countDown();
        await().atMost(LIMIT).until(() -> state("root.parent.child") == NodeState.HEALTHY);

        fail.countDown();
        await().atMost(LIMIT).until(() -> supervisor.snapshot("root.parent.child").map(NodeSnapshot::restarts).orElse(0) > 0);
    }

    @Test
    void theConditionIsAskedEachTimeTheParentStarts() {
        AtomicBoolean wanted = new AtomicBoolean();
        CountDownLatch fail = new CountDownLatch(1);
        start(bean("root", "parent", node -> {
            node.signalHealthy();
            fail.await();
            if (!wanted.getAndSet(true)) {
                fail(node);
            }
            node.awaitCancellation();
        }), new SupervisedBean(new NodePlace("root.parent", "child", "", List.of()), wanted::get, SupervisedBeansTest::idle));
        await().atMost(LIMIT).until(() -> state("root.parent") == NodeState.HEALTHY);
        assertThat(supervisor.snapshot("root.parent.child")).isEmpty();

        fail.countDown();
        await().atMost(LIMIT).until(() -> state("root.parent.child") == NodeState.HEALTHY);
    }

    @Test
    void aNodeThatOutlivesAnotherIsInterruptedOnlyAfterItsEnd() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stop = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicBoolean inOrder = new AtomicBoolean();
        start(bean("root", "pump", List.of("root.process"), node -> {
            node.signalHealthy();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                inOrder.set(stopped.get());
            }
        }), bean("root", "process", node -> {
            node.signalHealthy();
            try {
                node.awaitCancellation();
            } catch (InterruptedException e) {
                stopping.countDown();
                stop.await();
                stopped.set(true);
            }
        }));
        await().atMost(LIMIT)
                .until(() -> state("root.process") == NodeState.HEALTHY && state("root.pump") == NodeState.HEALTHY);

        Thread shutdown = new Thread(() -> supervisor.shutdown(LIMIT));
        shutdown.start();
        stopping.await();
        assertThat(state("root.pump")).isEqualTo(NodeState.HEALTHY);
        stop.countDown();
        shutdown.join(LIMIT.toMillis());

        assertThat(state("root.pump")).isEqualTo(NodeState.CANCELED);
        assertThat(inOrder).isTrue();
    }

    @Test
    void aNodeDoesNotWaitForOneThatRunsOn() {
        CountDownLatch fail = new CountDownLatch(1);
        start(new SupervisedBean(new NodePlace("root", "pump", "pumps", List.of("root.process")), () -> true,
                SupervisedBeansTest::idle),
                new SupervisedBean(new NodePlace("root", "valve", "pumps", List.of()), () -> true, node -> {
                    node.signalHealthy();
                    fail.await();
                    fail(node);
                }),
                bean("root", "process", SupervisedBeansTest::idle));
        await().atMost(LIMIT)
                .until(() -> state("root.process") == NodeState.HEALTHY && state("root.pump") == NodeState.HEALTHY);

        fail.countDown();

        await().atMost(LIMIT).until(() -> supervisor.snapshot("root.pump").map(NodeSnapshot::restarts).orElse(0) > 0);
        assertThat(supervisor.snapshot("root.process").map(NodeSnapshot::restarts)).hasValue(0);
    }

    private void start(SupervisedBean... beans) {
        SupervisedBeans tree = new SupervisedBeans(List.of(beans));
        supervisor.start(root -> {
            tree.startChildren(root);
            root.signalHealthy();
            root.signalDone();
        });
    }

    private NodeState state(String dn) {
        return supervisor.snapshot(dn).map(NodeSnapshot::state).orElse(null);
    }

    private static SupervisedBean bean(String parent, String name, SupervisedRunnable runnable) {
        return bean(parent, name, List.of(), runnable);
    }

    private static SupervisedBean bean(String parent, String name, List<String> outlives, SupervisedRunnable runnable) {
        BooleanSupplier always = () -> true;
        return new SupervisedBean(new NodePlace(parent, name, "", outlives), always, runnable);
    }

    private static void idle(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        node.awaitCancellation();
    }

    private static void fail(NodeHandle node) {
        throw new IllegalStateException(node.dn() + " fails");
    }
}
