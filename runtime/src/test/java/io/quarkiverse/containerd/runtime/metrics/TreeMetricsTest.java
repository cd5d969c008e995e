package io.quarkiverse.containerd.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkus.micrometer.runtime.MicrometerMetricsFactory;

/** The tree's meters in a real Micrometer registry. */
class TreeMetricsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String DN = "root.containerd";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, NodeSnapshot> tree = new HashMap<>();
    private final TreeMetrics metrics = new TreeMetrics(new MicrometerMetricsFactory(null, registry),
            dn -> Optional.ofNullable(tree.get(dn)));

    @Test
    void aNodeIsInOneStateAndInNoneOnceItIsGone() {
        change(DN, NodeState.NEW, NodeState.NEW, 0);
        change(DN, NodeState.NEW, NodeState.HEALTHY, 1000);
        assertThat(states()).containsOnlyKeys("new", "healthy", "unhealthy", "done", "dead", "canceled")
                .containsEntry("healthy", 1.0).containsEntry("new", 0.0);

        change(DN, NodeState.HEALTHY, NodeState.DEAD, 2000);
        assertThat(states()).containsEntry("dead", 1.0).containsEntry("healthy", 0.0);

        tree.clear();
        assertThat(states().values()).containsOnly(0.0);
    }

    @Test
    void transitionsAreCountedByWhatTheyLeadFromAndTo() {
        change(DN, NodeState.NEW, NodeState.NEW, 0);
        for (int i = 0; i < 3; i++) {
            change(DN, NodeState.NEW, NodeState.DEAD, 10);
            change(DN, NodeState.DEAD, NodeState.NEW, 20);
        }
        change(DN, NodeState.NEW, NodeState.HEALTHY, 30);

        assertThat(transitions()).containsExactlyInAnyOrderEntriesOf(Map.of(
                "none to new", 1.0, "new to dead", 3.0, "dead to new", 3.0, "new to healthy", 1.0));
    }

    @Test
    void aRestartIsEveryStartAfterTheFirstAlsoOfANodeThatIsCreatedAnew() {
        change(DN, NodeState.NEW, NodeState.NEW, 0);
        assertThat(restarts()).isZero();

        change(DN, NodeState.NEW, NodeState.DEAD, 10);
        change(DN, NodeState.DEAD, NodeState.NEW, 20);
        assertThat(restarts()).isEqualTo(1);

        change(DN, NodeState.NEW, NodeState.CANCELED, 30);
        tree.clear();
        change(DN, NodeState.NEW, NodeState.NEW, 40);
        assertThat(restarts()).isEqualTo(2);
    }

    @Test
    void theTimeToHealthyIsThatOfTheIncarnationWithoutTheBackoff() {
        change(DN, NodeState.NEW, NodeState.NEW, 0);
        change(DN, NodeState.NEW, NodeState.DEAD, 100);
        change(DN, NodeState.DEAD, NodeState.NEW, 5000);
        change(DN, NodeState.NEW, NodeState.HEALTHY, 5250);
        change(DN, NodeState.HEALTHY, NodeState.DEAD, 9000);
        change(DN, NodeState.DEAD, NodeState.NEW, 10_000);
        change(DN, NodeState.NEW, NodeState.HEALTHY, 10_750);

        Timer timer = registry.get("containerd.supervisor.time.to.healthy").tag("dn", DN).timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1000);
        assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(750);
    }

    @Test
    void nodesHaveMetersOfTheirOwn() {
        change("root", NodeState.NEW, NodeState.NEW, 0);
        change(DN, NodeState.NEW, NodeState.NEW, 0);
        change(DN, NodeState.NEW, NodeState.HEALTHY, 1);

        assertThat(registry.get("containerd.supervisor.state").tags("dn", "root", "state", "new").gauge().value())
                .isEqualTo(1);
        assertThat(states()).containsEntry("healthy", 1.0);
    }

    @Test
    void childrenOfEverNewNamesDoNotFillTheRegistry() {
        change(DN, NodeState.NEW, NodeState.NEW, 0);
        for (int i = 1; i < TreeMetrics.MAX_NODES; i++) {
            change("root.pod_" + i, NodeState.NEW, NodeState.NEW, 0);
        }
        int full = registry.getMeters().size();

        change("root.one_more", NodeState.NEW, NodeState.NEW, 0);
        change("root.two_more", NodeState.NEW, NodeState.NEW, 0);
        assertThat(registry.getMeters()).hasSize(full);

        change(DN, NodeState.NEW, NodeState.HEALTHY, 10);
        assertThat(states()).containsEntry("healthy", 1.0);
        assertThat(transitions()).containsEntry("new to healthy", 1.0);
    }

    private void change(String dn, NodeState from, NodeState to, long afterMillis) {
        Instant at = START.plusMillis(afterMillis);
        tree.put(dn, new NodeSnapshot(dn, to, at, 0, Optional.empty(), Optional.empty(), 0));
        metrics.record(new Transition(dn, from, to, at, Optional.empty()));
    }

    private Map<String, Double> states() {
        Map<String, Double> states = new HashMap<>();
        for (Gauge gauge : registry.get("containerd.supervisor.state").tag("dn", DN).gauges()) {
            states.put(gauge.getId().getTag("state"), gauge.value());
        }
        return states;
    }

    private Map<String, Double> transitions() {
        Map<String, Double> transitions = new HashMap<>();
        for (Meter meter : registry.get("containerd.supervisor.transitions").tag("dn", DN).meters()) {
            transitions.put(meter.getId().getTag("from") + " to " + meter.getId().getTag("to"), count(meter));
        }
        return transitions;
    }

    private double restarts() {
        return count(registry.get("containerd.supervisor.restarts").tag("dn", DN).meter());
    }

    private static double count(Meter meter) {
        return ((FunctionCounter) meter).count();
    }
}
