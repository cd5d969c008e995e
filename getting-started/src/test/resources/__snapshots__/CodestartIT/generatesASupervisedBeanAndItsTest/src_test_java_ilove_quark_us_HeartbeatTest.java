package ilove.quark.us;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.testing.TestDaemon;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HeartbeatTest {

    @Inject
    TestDaemon daemon;

    @Test
    void runsBesideContainerd() {
        daemon.await("root.containerd", NodeState.HEALTHY);
        daemon.await("root.heartbeat", NodeState.HEALTHY);
    }

    @Test
    void outlivesContainerd() {
        daemon.killContainerd();
        daemon.await("root.heartbeat", NodeState.HEALTHY);
        daemon.awaitReady();
    }
}
