package io.quarkiverse.containerd.runtime.health;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;

/** UP while the supervisor answers and no cancelled runnable is stuck. */
@Liveness
@Singleton
class LiveHealthCheck implements HealthCheck {

    private final NodeDaemon daemon;
    private final ContainerdConfig config;

    LiveHealthCheck(NodeDaemon daemon, ContainerdConfig config) {
        this.daemon = daemon;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthData response = HealthData.of("supervision tree live", config);
        DaemonLiveness liveness = DaemonLiveness.of(daemon);
        if (!daemon.enabled()) {
            response.with("enabled", false);
        }
        response.with("supervisor_responsive", liveness.responsive());
        liveness.stuck().forEach(stuck -> NodeData.add(response, stuck));
        return response.build(liveness.live());
    }
}
