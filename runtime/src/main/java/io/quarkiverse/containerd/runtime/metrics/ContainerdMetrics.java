package io.quarkiverse.containerd.runtime.metrics;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.metrics.MetricsFactory;

/** Publishes what the node daemon knows of itself. It is a bean only where there is a metrics extension. */
@Singleton
class ContainerdMetrics {

    private static final int AFTER_THE_NODE_DAEMON = Interceptor.Priority.LIBRARY_AFTER + 1;

    private final ContainerdConfig config;
    /** Looked up when it is first asked: meters are registered before all that the node daemon needs can be made. */
    private final Instance<NodeDaemon> node;
    private TreeMetrics tree;

    ContainerdMetrics(ContainerdConfig config, Instance<NodeDaemon> node) {
        this.config = config;
        this.node = node;
    }

    synchronized void register(MetricsFactory factory) {
        if (!config.enabled()) {
            return;
        }
        tree = new TreeMetrics(factory, dn -> node.get().node(dn));
        registerStatus(factory);
        registerWatch(factory);
        if (config.preseed().enabled()) {
            registerPreseed(factory);
        }
        factory.builder("containerd.logs.dropped")
                .description("Log entries of the supervision tree that did not reach the application's log")
                .buildCounter(() -> node.get().droppedLogEntries());
    }

    synchronized void changed(@Observes Transition transition) {
        if (tree != null) {
            tree.record(transition);
        }
    }

    /** Dev mode clears the registry now. What the last changes would add would stay, and report this application for ever. */
    synchronized void stop(@Observes @Priority(AFTER_THE_NODE_DAEMON) ShutdownEvent event) {
        tree = null;
    }

    private void registerStatus(MetricsFactory factory) {
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

    private void registerWatch(MetricsFactory factory) {
        counter(factory, "containerd.probes.missed", "Probes that containerd did not answer in time",
                WatchReport::missedAnswers);
        counter(factory, "containerd.restarts.silence", "Restarts of containerd because it did not answer",
                WatchReport::silenceRestarts);
        counter(factory, "containerd.restarts.socket", "Restarts of containerd because its socket was removed or replaced",
                WatchReport::socketRestarts);
    }

    private void counter(MetricsFactory factory, String name, String description, ToLongFunction<WatchReport> value) {
        factory.builder(name).description(description).buildCounter(() -> value.applyAsLong(node.get().watch()));
    }

    private void registerPreseed(MetricsFactory factory) {
        for (ArchiveReport.State state : ArchiveReport.State.values()) {
            factory.builder("containerd.preseed.archives")
                    .description("Image archives in the preseed directory by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .buildGauge(() -> node.get().preseed().archives().stream()
                            .filter(archive -> archive.state() == state).count());
        }
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
