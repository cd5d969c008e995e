package io.quarkiverse.containerd.runtime.metrics;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.Transition;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.metrics.MetricsFactory;

/** The meters of the supervision tree. */
@Singleton
class SupervisorMetrics implements MeterBinder {

    private static final int AFTER_THE_NODE_DAEMON = Interceptor.Priority.LIBRARY_AFTER + 1;

    private final Provider<NodeDaemon> node;
    private TreeMetrics tree;

    SupervisorMetrics(Provider<NodeDaemon> node) {
        this.node = node;
    }

    @Override
    public synchronized void register(MetricsFactory factory) {
        tree = new TreeMetrics(factory, dn -> node.get().node(dn));
        factory.builder("containerd.supervisor.stuck")
                .description("Nodes whose runnable has not ended in time after it was cancelled")
                .buildGauge(() -> node.get().stuck().size());
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
}
