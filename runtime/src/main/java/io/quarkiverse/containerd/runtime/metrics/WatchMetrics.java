package io.quarkiverse.containerd.runtime.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.runtime.daemon.ContainerdProbed;
import io.quarkiverse.containerd.runtime.daemon.Observation;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.runtime.metrics.MetricsFactory.TimeRecorder;

/** The meters of the watch over containerd. */
@Singleton
class WatchMetrics implements MeterBinder {

    private final Provider<NodeDaemon> node;
    private volatile Map<Observation.Kind, TimeRecorder> probes = Map.of();

    WatchMetrics(Provider<NodeDaemon> node) {
        this.node = node;
    }

    @Override
    public void register(MetricsFactory factory) {
        Map<Observation.Kind, TimeRecorder> timers = new EnumMap<>(Observation.Kind.class);
        for (Observation.Kind kind : Observation.Kind.values()) {
            timers.put(kind, factory.builder("containerd.probe").description("Periodic probes of containerd")
                    .tag("result", kind.name().toLowerCase(Locale.ROOT)).buildTimer());
        }
        probes = timers;
        counter(factory, "containerd.probes.missed", "Probes that containerd did not answer in time",
                WatchReport::missedAnswers);
        counter(factory, "containerd.restarts.silence", "Restarts of containerd because it did not answer",
                WatchReport::silenceRestarts);
        counter(factory, "containerd.restarts.socket", "Restarts of containerd because its socket was removed or replaced",
                WatchReport::socketRestarts);
    }

    void probed(@Observes ContainerdProbed probe) {
        TimeRecorder timer = probes.get(probe.result());
        if (timer != null) {
            timer.update(probe.duration());
        }
    }

    private void counter(MetricsFactory factory, String name, String description, ToLongFunction<WatchReport> value) {
        factory.builder(name).description(description).buildCounter(() -> value.applyAsLong(node.get().watch()));
    }
}
