package io.quarkiverse.containerd.runtime.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.runtime.metrics.MetricsFactory.MetricBuilder;
import io.quarkus.runtime.metrics.MetricsFactory.TimeRecorder;

/** The meters of one DN. */
final class NodeMetrics {

    private static final String CREATED = "none";

    private final MetricsFactory factory;
    private final String dn;
    private final AtomicLong starts = new AtomicLong();
    private final Map<Change, AtomicLong> transitions = new HashMap<>();
    private final TimeRecorder timeToHealthy;
    private Instant started;

    NodeMetrics(MetricsFactory factory, String dn, Supplier<Optional<NodeSnapshot>> node) {
        this.factory = factory;
        this.dn = dn;
        for (NodeState state : NodeState.values()) {
            // Of a node that is gone all are 0: a gauge cannot be taken back.
            meter("state", "1 for the state that the node is in").tag("state", name(state))
                    .buildGauge(() -> node.get().filter(present -> present.state() == state).isPresent() ? 1 : 0);
        }
        meter("failures.recent", "Failures of the node within the latest 10 minutes")
                .buildGauge(() -> node.get().map(NodeSnapshot::recentFailures).orElse(0));
        meter("crash.looping", "1 if the node has failed three times or more within the latest 10 minutes")
                .buildGauge(() -> node.get().filter(NodeSnapshot::crashLooping).isPresent() ? 1 : 0);
        meter("restarts", "Starts of the node after its first, also because of its parent or group")
                .buildCounter(() -> Math.max(0, starts.get() - 1));
        timeToHealthy = meter("time.to.healthy", "From the start of the node to its signal HEALTHY").buildTimer();
    }

    void record(Transition transition) {
        boolean created = transition.from() == transition.to();
        transitions.computeIfAbsent(new Change(created ? CREATED : name(transition.from()), name(transition.to())),
                this::counter).incrementAndGet();
        if (transition.to() == NodeState.NEW) {
            starts.incrementAndGet();
            started = transition.at();
        } else if (transition.from() == NodeState.NEW && transition.to() == NodeState.HEALTHY && started != null) {
            timeToHealthy.update(Duration.between(started, transition.at()));
        }
    }

    private AtomicLong counter(Change change) {
        AtomicLong count = new AtomicLong();
        meter("transitions", "Changes of the node's state; the state before its creation is " + CREATED)
                .tag("from", change.from()).tag("to", change.to()).buildCounter(count::get);
        return count;
    }

    private MetricBuilder meter(String name, String description) {
        return factory.builder("containerd.supervisor." + name).description(description).tag("dn", dn);
    }

    private static String name(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private record Change(String from, String to) {
    }
}
