package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkus.test.QuarkusUnitTest;

/** An application with a log pump of its own, in the place of the extension's. */
class OwnPumpTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path FIFO = Path.of(System.getProperty("java.io.tmpdir"),
            "ctd-own-pump" + ProcessHandle.current().pid() + ".fifo");

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(OwnPump.class))
            .overrideConfigKey("quarkus.containerd.preseed.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.containerd.runsc.fifo", FIFO.toString());

    @Inject
    NodeDaemon daemon;

    @Inject
    OwnPump pump;

    @Test
    void takesThePlaceOfTheDefault() {
        await().atMost(LIMIT).until(() -> daemon.node("root.containerd").map(NodeSnapshot::state)
                .filter(NodeState.HEALTHY::equals).isPresent());

        assertThat(daemon.tree()).extracting(NodeSnapshot::dn).containsExactly("root", "root.runsc", "root.containerd",
                "root.containerd.watch");
        assertThat(pump.dn).isEqualTo("root.runsc");
        assertThat(FIFO).doesNotExist();
    }

    @Singleton
    @Supervised(name = "runsc", outlives = "containerd")
    static class OwnPump implements SupervisedRunnable {

        private volatile String dn;

        @Override
        public void run(NodeHandle node) throws InterruptedException {
            dn = node.dn();
            node.signalHealthy();
            node.awaitCancellation();
        }
    }
}
