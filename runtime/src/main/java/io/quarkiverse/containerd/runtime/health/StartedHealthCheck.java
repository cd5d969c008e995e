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
public class StartedHealthCheck implements HealthCheck {

    private final NodeDaemon node;

    StartedHealthCheck(NodeDaemon node) {
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("containerd started");
        if (!node.enabled()) {
            return response.up().withData("quarkus.containerd.enabled", false).build();
        }
        response.withData("containerd answered", node.containerdAnswered());
        TreeData.add(response, node.tree());
        if (node.preseedEnabled()) {
            PreseedData.add(response, node.preseed());
        }
        return response.status(node.started()).build();
    }
}
