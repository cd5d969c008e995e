package io.quarkiverse.containerd.runtime.health;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;

/** UP while the supervisor answers and no cancelled runnable is stuck. */
@Liveness
@Singleton
public class LiveHealthCheck implements HealthCheck {

    private final NodeDaemon node;

    LiveHealthCheck(NodeDaemon node) {
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("supervision tree live");
        DaemonLiveness liveness = DaemonLiveness.of(node);
        if (!liveness.enabled()) {
            return response.up().withData("quarkus.containerd.enabled", false).build();
        }
        response.withData("supervisor responsive", liveness.responsive());
        for (StuckRunnable runnable : liveness.stuck()) {
            response.withData(runnable.dn(), "stuck, cancelled at " + runnable.cancelledAt());
        }
        return response.status(liveness.live()).build();
    }
}
