package io.quarkiverse.containerd.runtime.metrics;

import java.util.function.Predicate;
import java.util.function.Supplier;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkus.runtime.metrics.MetricsFactory;

/** The meters of what containerd last answered. */
@Singleton
class ContainerdMetrics implements MeterBinder {

    /** Looked up when it is first asked: meters are registered before all that the node daemon needs can be made. */
    private final Provider<NodeDaemon> node;

    ContainerdMetrics(Provider<NodeDaemon> node) {
        this.node = node;
    }

    @Override
    public void register(MetricsFactory factory) {
        gauge(factory, "containerd.started",
                "1 once containerd has answered and every required archive has been loaded",
                () -> number(node.get().started()));
        gauge(factory, "containerd.serving", "1 if containerd's health service said SERVING when it was last asked",
                () -> number(node.get().containerd().map(ContainerdStatus::serving).orElse(false)));
        gauge(factory, "containerd.runtime.ready", "1 if the CRI plugin said RuntimeReady when it was last asked",
                () -> cri(CriStatus::runtimeReady));
        gauge(factory, "containerd.network.ready", "1 if the CRI plugin said NetworkReady when it was last asked",
                () -> cri(CriStatus::networkReady));
    }

    private Number cri(Predicate<CriStatus> condition) {
        NodeDaemon view = node.get();
        return view.criEnabled()
                ? number(view.containerd().flatMap(ContainerdStatus::cri).filter(condition).isPresent())
                : Double.NaN;
    }

    private static void gauge(MetricsFactory factory, String name, String description, Supplier<Number> value) {
        factory.builder(name).description(description).buildGauge(value);
    }

    private static Number number(boolean condition) {
        return condition ? 1 : 0;
    }
}
