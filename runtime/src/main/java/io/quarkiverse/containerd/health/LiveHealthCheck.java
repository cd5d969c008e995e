package io.quarkiverse.containerd.health;

import java.util.List;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

import io.quarkiverse.containerd.node.NodeView;
import io.quarkiverse.containerd.supervisor.StuckRunnable;

/**
 * UP while the supervisor answers and no cancelled runnable is stuck. A containerd that crashes again and again is not ready,
 * but
 * the daemon lives: to restart it would not help.
 */
@Liveness
@Singleton
public class LiveHealthCheck implements HealthCheck {

    private final NodeView node;

    LiveHealthCheck(NodeView node) {
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("supervision tree live");
        if (!node.enabled()) {
            return response.up().withData("quarkus.containerd.enabled", false).build();
        }
        boolean responsive = node.supervisorResponsive();
        response.withData("supervisor responsive", responsive);
        List<StuckRunnable> stuck = node.stuck();
        for (StuckRunnable runnable : stuck) {
            response.withData(runnable.dn(), "stuck, cancelled at " + runnable.cancelledAt());
        }
        return response.status(responsive && stuck.isEmpty()).build();
    }
}
