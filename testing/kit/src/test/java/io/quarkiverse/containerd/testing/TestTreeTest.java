package io.quarkiverse.containerd.testing;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeState;

/** Trees of runnables without containerd. */
class TestTreeTest {

    private final AtomicInteger runs = new AtomicInteger();

    private void agent(NodeHandle node) throws InterruptedException {
        node.logger().infof("run %d", runs.incrementAndGet());
        node.signalHealthy();
        node.awaitCancellation();
    }

    @Test
    void failsAndRestartsNodes() {
        try (TestTree tree = TestTree.start("agent", this::agent)) {
            assertThat(tree.await("root.agent", NodeState.HEALTHY)).isHealthy().hasRestarts(0).hasNotFailed();
            tree.awaitLog("root.agent", "run 1");

            tree.fail("root.agent");
            tree.awaitLog("root.agent", "run 2");
            assertThat(tree.await("root.agent", NodeState.HEALTHY)).hasRestarts(1).hasFailed("a test wants it to fail");

            tree.restart("root.agent");
            assertThat(tree.awaitLog("root.agent", "run ").message()).isEqualTo("run 3");
            assertThat(tree.await("root.agent", NodeState.HEALTHY)).hasRestarts(2);
        }
    }

    @Test
    void saysWhatIsMissing() {
        try (TestTree tree = TestTree.start("agent", this::agent)) {
            tree.await("root.agent", NodeState.HEALTHY);
            assertThatThrownBy(() -> tree.fail("root.nobody")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("There is no node root.nobody").hasMessageContaining("root.agent HEALTHY");
            assertThatThrownBy(() -> assertThat(tree.await("root.agent", NodeState.HEALTHY)).isDone())
                    .isInstanceOf(AssertionError.class).hasMessageContaining("root.agent HEALTHY, 0 restarts");
        }
    }
}
