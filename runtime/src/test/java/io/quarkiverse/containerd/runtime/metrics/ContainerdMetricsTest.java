package io.quarkiverse.containerd.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkus.micrometer.runtime.MicrometerMetricsFactory;
import io.quarkus.runtime.ShutdownEvent;

class ContainerdMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void changesOnTheirWayWhenTheApplicationEndsAddNothing() {
        ContainerdMetrics metrics = metrics(Map.of());
        metrics.changed(change(NodeState.NEW, NodeState.NEW));
        metrics.stop(new ShutdownEvent());
        int meters = registry.getMeters().size();

        metrics.changed(change(NodeState.NEW, NodeState.CANCELED));

        assertThat(registry.getMeters()).hasSize(meters);
    }

    @Test
    void withoutPreseedThereAreNoArchivesToCount() {
        metrics(Map.of("preseed.enabled", "false"));

        assertThat(registry.find("containerd.preseed.archives").meters()).isEmpty();
        assertThat(registry.find("containerd.serving").meters()).hasSize(1);
    }

    private ContainerdMetrics metrics(Map<String, String> keys) {
        // nobody reads the meters here
        ContainerdMetrics metrics = new ContainerdMetrics(ConfigFixture.config(keys), null);
        metrics.register(new MicrometerMetricsFactory(null, registry));
        return metrics;
    }

    private static Transition change(NodeState from, NodeState to) {
        return new Transition("root", from, to, Instant.EPOCH, Optional.empty());
    }
}
