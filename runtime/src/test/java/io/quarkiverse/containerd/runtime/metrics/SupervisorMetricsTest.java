package io.quarkiverse.containerd.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;
import io.quarkus.micrometer.runtime.MicrometerMetricsFactory;
import io.quarkus.runtime.ShutdownEvent;

class SupervisorMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void changesOnTheirWayWhenTheApplicationEndsAddNothing() {
        SupervisorMetrics metrics = new SupervisorMetrics(FakeNodeDaemon::new);
        metrics.register(new MicrometerMetricsFactory(null, registry));
        metrics.changed(change(NodeState.NEW, NodeState.NEW));
        metrics.stop(new ShutdownEvent());
        int meters = registry.getMeters().size();

        metrics.changed(change(NodeState.NEW, NodeState.CANCELED));

        assertThat(registry.getMeters()).hasSize(meters);
    }

    private static Transition change(NodeState from, NodeState to) {
        return new Transition("root", from, to, Instant.EPOCH, Optional.empty());
    }
}
