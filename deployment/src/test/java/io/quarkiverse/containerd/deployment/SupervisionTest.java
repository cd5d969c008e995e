package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.event.Observes;
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
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkus.test.QuarkusUnitTest;

/** Beans of the application in the tree beside real containerd. */
class SupervisionTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BACKOFF = Duration.ofMillis(200);

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Recovering.class, Broken.class, History.class, Attached.class,
                    Unwanted.class, Never.class))
            .overrideConfigKey("quarkus.containerd.preseed.enabled", "false")
            .overrideRuntimeConfigKey("quarkus.containerd.health.interval", "1s")
            .overrideRuntimeConfigKey("quarkus.containerd.supervisor.initial-backoff", BACKOFF.toMillis() + "ms")
            .overrideRuntimeConfigKey("quarkus.containerd.supervisor.multiplier", "2")
            .overrideRuntimeConfigKey("quarkus.containerd.supervisor.jitter", "0");

    @Inject
    NodeDaemon node;

    @Inject
    History history;

    @Test
    void aBeanThatThrowsStartsAgainAfterABackoffThatGrows() {
        await().atMost(LIMIT).until(() -> snapshot("root.recovering").state() == NodeState.HEALTHY);
        assertThat(snapshot("root.recovering").restarts()).isEqualTo(2);
        assertThat(snapshot("root.recovering").lastFailure()).hasValueSatisfying(
                failure -> assertThat(failure.message()).contains("attempt 2 failed"));

        await().atMost(LIMIT).until(() -> history.of("root.recovering").size() == 6);
        List<Transition> changes = history.of("root.recovering");
        assertThat(changes).extracting(Transition::from, Transition::to).containsExactly(
                tuple(NodeState.NEW, NodeState.NEW), tuple(NodeState.NEW, NodeState.DEAD),
                tuple(NodeState.DEAD, NodeState.NEW), tuple(NodeState.NEW, NodeState.DEAD),
                tuple(NodeState.DEAD, NodeState.NEW), tuple(NodeState.NEW, NodeState.HEALTHY));
        assertThat(changes.get(1).failure()).hasValueSatisfying(
                failure -> assertThat(failure.message()).contains("attempt 1 failed"));
        // the time of the day, of which a change has its times, may be set meanwhile
        assertThat(Duration.between(changes.get(1).at(), changes.get(2).at())).isGreaterThan(BACKOFF.dividedBy(2));
        assertThat(Duration.between(changes.get(3).at(), changes.get(4).at())).isGreaterThan(BACKOFF);
    }

    @Test
    void aBeanThatNeverWorksHoldsUpReadinessOnly() {
        await().atMost(LIMIT).until(() -> snapshot("root.containerd").state() == NodeState.HEALTHY);
        await().atMost(LIMIT).untilAsserted(() -> {
            NodeSnapshot broken = snapshot("root.broken");
            assertThat(broken.state()).isEqualTo(NodeState.DEAD);
            assertThat(broken.restarts()).isPositive();
            assertThat(broken.nextStart()).isPresent();
        });
        await().atMost(LIMIT).untilAsserted(() -> get("/q/health/ready").then().statusCode(503)
                .rootPath("checks.find { it.name == 'containerd ready' }.data")
                .body("'node.root.broken.state'", equalTo("DEAD"))
                .body("'node.root.broken.next_start'", notNullValue())
                .body("'node.root.broken.last_failure'", containsString("always"))
                .body("'node.root.containerd.state'", equalTo("HEALTHY"))
                .body("containerd_serving", equalTo(true)));
        get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void observersGetTheChangesOfEveryNodeInOrder() {
        await().atMost(LIMIT).until(() -> history.of("root.containerd").stream()
                .anyMatch(change -> change.to() == NodeState.HEALTHY));

        List<Transition> all = history.all();
        assertThat(all.get(0)).extracting(Transition::dn, Transition::to).containsExactly("root", NodeState.NEW);
        Map<String, NodeState> states = new HashMap<>();
        assertThat(all).allSatisfy(change -> {
            NodeState before = states.put(change.dn(), change.to());
            assertThat(change.from()).isEqualTo(before == null ? NodeState.NEW : before);
        });
    }

    @Test
    void aChildOfContainerdFindsAContainerdThatAnswers() {
        await().atMost(LIMIT).until(() -> history.of("root.containerd.attached").stream()
                .anyMatch(change -> change.to() == NodeState.HEALTHY));
        assertThat(history.of("root.containerd.attached")).noneMatch(change -> change.to() == NodeState.DEAD);
        List<String> starts = history.all().stream().filter(change -> change.to() == NodeState.NEW).map(Transition::dn)
                .toList();
        assertThat(starts).containsSubsequence("root.containerd", "root.containerd.attached");
    }

    @Test
    void aNodeWhoseConditionDoesNotHoldIsNoPartOfTheTree() {
        await().atMost(LIMIT).until(() -> snapshot("root.containerd").state() == NodeState.HEALTHY);
        assertThat(node.node("root.containerd.unwanted")).isEmpty();
    }

    private NodeSnapshot snapshot(String dn) {
        return node.tree().stream().filter(snapshot -> snapshot.dn().equals(dn)).findFirst().orElseThrow();
    }

    @Supervised
    static class Recovering implements SupervisedRunnable {

        private static final AtomicInteger ATTEMPTS = new AtomicInteger();

        @Override
        public void run(NodeHandle node) throws Exception {
            int attempt = ATTEMPTS.incrementAndGet();
            if (attempt <= 2) {
                throw new IllegalStateException("attempt " + attempt + " failed");
            }
            node.signalHealthy();
            node.awaitCancellation();
        }
    }

    static class Broken {

        @Supervised
        void broken(NodeHandle node) {
            throw new IllegalStateException("always");
        }
    }

    static class Attached {

        private final ContainerdClient containerd;

        Attached(ContainerdClient containerd) {
            this.containerd = containerd;
        }

        @Supervised(parent = "root.containerd")
        void attached(NodeHandle node) throws InterruptedException {
            if (!containerd.isServing()) {
                throw new IllegalStateException("containerd does not serve yet");
            }
            node.signalHealthy();
            node.awaitCancellation();
        }
    }

    static class Unwanted {

        @Supervised(parent = "root.containerd", onlyIf = Never.class)
        void unwanted(NodeHandle node) {
        }
    }

    @Singleton
    static class Never implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return false;
        }
    }

    @Singleton
    static class History {

        private final List<Transition> changes = new CopyOnWriteArrayList<>();

        void changed(@Observes Transition change) {
            changes.add(change);
        }

        List<Transition> all() {
            return List.copyOf(changes);
        }

        List<Transition> of(String dn) {
            return changes.stream().filter(change -> change.dn().equals(dn)).toList();
        }
    }
}
