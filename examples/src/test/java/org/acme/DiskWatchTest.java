package org.acme;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.testing.TestTree;

/** The testing guide's test of a runnable alone. */
class DiskWatchTest {

    // tag::tree[]
    @Test
    void comesBackAfterAFailure() {
        try (TestTree tree = TestTree.start("disk_watch", new DiskWatch())) {
            tree.await("root.disk_watch", NodeState.HEALTHY);
            tree.fail("root.disk_watch");
            assertThat(tree.await("root.disk_watch", NodeState.HEALTHY)).hasRestarts(1);
        }
    }
    // end::tree[]
}
