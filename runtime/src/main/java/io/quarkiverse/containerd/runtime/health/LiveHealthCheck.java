package io.quarkiverse.containerd.runtime.health;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;

/** UP while the supervisor answers and no cancelled runnable is stuck. */
@Liveness
@Singleton
class LiveHealthCheck implements HealthCheck {

    private final NodeDaemon daemon;

    LiveHealthCheck(NodeDaemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("supervision tree live");
        DaemonLiveness liveness = DaemonLiveness.of(daemon);
        if (!liveness.enabled()) {
            return response.up().withData("enabled", false).build();
        }
        response.withData("supervisor_responsive", liveness.responsive());
        liveness.stuck().forEach(stuck -> NodeData.add(response, stuck));
        return response.status(liveness.live()).build();
    }
}
