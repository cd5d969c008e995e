package io.quarkiverse.containerd.runtime.health;

import java.util.List;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * UP when every node of the tree that counts is HEALTHY or DONE, and a young answer of containerd, unless that is disabled,
 * says SERVING and, of its CRI plugin, RuntimeReady. NetworkReady is data only, because it needs the kubelet's pod CIDR.
 */
@Readiness
@Singleton
class ReadyHealthCheck implements HealthCheck {

    private final NodeDaemon daemon;
    private final ContainerdConfig config;

    ReadyHealthCheck(NodeDaemon daemon, ContainerdConfig config) {
        this.daemon = daemon;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthData response = HealthData.of("containerd ready", config);
        DaemonReadiness readiness = DaemonReadiness.of(daemon);
        NodeData.add(response, readiness.tree(), readiness.optional());
        if (!readiness.enabled()) {
            return response.with("enabled", false).build(readiness.ready());
        }
        readiness.containerd().ifPresent(status -> add(response, status));
        add(response, daemon.watch());
        add(response, daemon.deprecations());
        if (daemon.preseedEnabled()) {
            PreseedData.addRepairs(response, daemon.preseed());
        }
        return response.build(readiness.ready());
    }

    private static void add(HealthData response, List<Deprecation> deprecations) {
        if (!deprecations.isEmpty()) {
            response.with("containerd_deprecations",
                    BoundedText.names(deprecations.stream().map(Deprecation::id).toList()));
        }
    }

    private static void add(HealthData response, WatchReport watch) {
        response.with("containerd_missed_answers", watch.missedAnswers());
        response.with("containerd_silence_restarts", watch.silenceRestarts());
        response.with("containerd_socket_restarts", watch.socketRestarts());
    }

    private static void add(HealthData response, ContainerdStatus status) {
        response.with("containerd_probed_at", status.at().toString());
        response.with("containerd_serving", status.serving());
        status.error().ifPresent(error -> response.with("containerd_error", error));
        status.cri().ifPresent(cri -> {
            response.with("cri_runtime_ready", cri.runtimeReady());
            response.with("cri_network_ready", cri.networkReady());
            if (!cri.reasons().isEmpty()) {
                response.with("cri_reasons", BoundedText.names(cri.reasons(), "; "));
            }
        });
    }
}
