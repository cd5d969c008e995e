package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.Identifier;

/** An application that decorates the preseed, and no other node. */
class DecoratedPreseedTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Calls.class, Announced.class));

    @Inject
    NodeDaemon daemon;

    @Inject
    Calls calls;

    @Test
    void theDecoratorRunsAroundThePreseed() {
        await().atMost(LIMIT).until(() -> daemon.node("root.containerd.preseed").map(NodeSnapshot::state)
                .filter(NodeState.DONE::equals).isPresent());

        assertThat(calls.made).containsExactly("before root.containerd.preseed", "after root.containerd.preseed");
        assertThat(daemon.preseed().scanned()).isTrue();
        assertThat(daemon.started()).isTrue();
    }

    @Singleton
    static class Calls {
        private final List<String> made = new CopyOnWriteArrayList<>();
    }

    @Decorator
    @Priority(1)
    static class Announced implements SupervisedRunnable {

        @Inject
        @Delegate
        @Identifier("root.containerd.preseed")
        SupervisedRunnable preseed;

        @Inject
        Calls calls;

        @Override
        public void run(NodeHandle node) throws Exception {
            calls.made.add("before " + node.dn());
            preseed.run(node);
            calls.made.add("after " + node.dn());
        }
    }
}
