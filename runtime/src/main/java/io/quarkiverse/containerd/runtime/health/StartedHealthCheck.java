package io.quarkiverse.containerd.runtime.health;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;

/** UP once containerd has answered and every required archive has been loaded in this boot. */
@Startup
@Singleton
class StartedHealthCheck implements HealthCheck {

    private final NodeDaemon daemon;
    private final ContainerdConfig config;

    StartedHealthCheck(NodeDaemon daemon, ContainerdConfig config) {
        this.daemon = daemon;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthData response = HealthData.of("containerd started", config);
        if (!daemon.enabled()) {
            return response.with("enabled", false).build(daemon.started());
        }
        response.with("containerd_answered", daemon.containerdAnswered());
        NodeData.add(response, daemon.tree(), daemon.optionalNodes());
        if (daemon.preseedEnabled()) {
            PreseedData.add(response, daemon.preseed());
        }
        return response.build(daemon.started());
    }
}
