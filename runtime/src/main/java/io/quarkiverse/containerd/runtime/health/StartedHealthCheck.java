package io.quarkiverse.containerd.runtime.health;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;

import io.quarkiverse.containerd.NodeDaemon;

/** UP once containerd has answered and every required archive has been loaded in this boot. */
@Startup
@Singleton
class StartedHealthCheck implements HealthCheck {

    private final NodeDaemon daemon;

    StartedHealthCheck(NodeDaemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("containerd started");
        if (!daemon.enabled()) {
            return response.up().withData("enabled", false).build();
        }
        response.withData("containerd_answered", daemon.containerdAnswered());
        NodeData.add(response, daemon.tree());
        if (daemon.preseedEnabled()) {
            PreseedData.add(response, daemon.preseed());
        }
        return response.status(daemon.started()).build();
    }
}
