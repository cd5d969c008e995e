package io.quarkiverse.containerd.runtime.health;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;

/**
 * UP when every node of the tree is HEALTHY or DONE, and a young answer of containerd says SERVING and, of its CRI plugin,
 * RuntimeReady. NetworkReady is data only, because it needs the kubelet's pod CIDR.
 */
@Readiness
@Singleton
class ReadyHealthCheck implements HealthCheck {

    private final NodeDaemon daemon;

    ReadyHealthCheck(NodeDaemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("containerd ready");
        if (!daemon.enabled()) {
            return response.up().withData("enabled", false).build();
        }
        DaemonReadiness readiness = DaemonReadiness.of(daemon);
        NodeData.add(response, readiness.tree());
        readiness.containerd().ifPresent(status -> add(response, status));
        add(response, daemon.watch());
        add(response, daemon.deprecations());
        return response.status(readiness.ready()).build();
    }

    private static void add(HealthCheckResponseBuilder response, List<Deprecation> deprecations) {
        if (!deprecations.isEmpty()) {
            response.withData("containerd_deprecations",
                    deprecations.stream().map(Deprecation::id).collect(Collectors.joining(", ")));
        }
    }

    private static void add(HealthCheckResponseBuilder response, WatchReport watch) {
        response.withData("containerd_missed_answers", watch.missedAnswers());
        response.withData("containerd_silence_restarts", watch.silenceRestarts());
        response.withData("containerd_socket_restarts", watch.socketRestarts());
    }

    private static void add(HealthCheckResponseBuilder response, ContainerdStatus status) {
        response.withData("containerd_probed_at", status.at().toString());
        response.withData("containerd_serving", status.serving());
        status.error().ifPresent(error -> response.withData("containerd_error", error));
        status.cri().ifPresent(cri -> {
            response.withData("cri_runtime_ready", cri.runtimeReady());
            response.withData("cri_network_ready", cri.networkReady());
            if (!cri.reasons().isEmpty()) {
                response.withData("cri_reasons", String.join("; ", cri.reasons()));
            }
        });
    }
}
