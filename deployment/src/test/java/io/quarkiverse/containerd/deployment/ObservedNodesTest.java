package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.test.QuarkusUnitTest;
import io.restassured.path.json.JsonPath;

/** An application that observes the log pump and the preseed. */
class ObservedNodesTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Observer.class))
            .overrideRuntimeConfigKey("quarkus.containerd.supervisor.initial-backoff", "200ms");

    @Inject
    Observer observer;

    @Inject
    ContainerdConfig config;

    @Test
    void thePumpRunsOnWhereThePreseedStartsAgain() throws IOException {
        await().atMost(LIMIT).until(() -> observer.seen.contains("root.containerd.preseed DONE"));

        ProcessHandle.of(JsonPath.from(config.directories().run().resolve("containerd.json").toFile()).getLong("pid"))
                .orElseThrow().destroyForcibly();
        await().atMost(LIMIT)
                .until(() -> observer.seen.stream().filter("root.containerd.preseed DONE"::equals).count() == 2);

        assertThat(observer.seen).filteredOn(change -> change.startsWith("root.runsc")).containsExactly(
                "root.runsc NEW", "root.runsc HEALTHY");
        assertThat(observer.seen).filteredOn(change -> change.startsWith("root.containerd.preseed")).containsExactly(
                "root.containerd.preseed NEW", "root.containerd.preseed HEALTHY", "root.containerd.preseed DONE",
                "root.containerd.preseed NEW", "root.containerd.preseed HEALTHY", "root.containerd.preseed DONE");
        assertThat(observer.seen.get(0)).isEqualTo("root.runsc NEW");
    }

    @Singleton
    static class Observer {

        private static final Set<String> NODES = Set.of("root.runsc", "root.containerd.preseed");

        private final List<String> seen = new CopyOnWriteArrayList<>();

        void changed(@Observes Transition change) {
            if (NODES.contains(change.dn())) {
                seen.add(change.dn() + " " + change.to());
            }
        }
    }
}
