package io.quarkiverse.containerd.runtime.tracing;

import java.time.Instant;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.daemon.ContainerdStart;
import io.quarkiverse.containerd.runtime.preseed.ArchiveLoad;
import io.quarkus.runtime.ShutdownEvent;

/** Hands what the daemon tells to {@link TreeTraces}. It is a bean only where there is the OpenTelemetry extension. */
@Singleton
class DaemonTraces {

    private static final int AFTER_THE_NODE_DAEMON = Interceptor.Priority.LIBRARY_AFTER + 1;
    private static final String INSTRUMENTATION = "io.quarkiverse.containerd";

    private final TreeTraces traces;

    DaemonTraces(OpenTelemetry telemetry) {
        this.traces = new TreeTraces(telemetry.getTracer(INSTRUMENTATION));
    }

    void changed(@Observes Transition transition) {
        traces.changed(transition);
    }

    void started(@Observes ContainerdStart start) {
        traces.started(start);
    }

    void loaded(@Observes ArchiveLoad load) {
        traces.loaded(load);
    }

    void stop(@Observes @Priority(AFTER_THE_NODE_DAEMON) ShutdownEvent event) {
        traces.end(Instant.now());
    }
}
