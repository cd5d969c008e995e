package io.quarkiverse.containerd.client;

import java.time.Instant;
import java.util.List;

/**
 * The status of a pod sandbox.
 *
 * @param id the sandbox's id
 * @param namespace the pod's namespace in Kubernetes
 * @param name the pod's name
 * @param ready whether the sandbox and its namespaces are running
 * @param createdAt the time of its creation
 * @param addresses its IP addresses, the primary one first; empty in the host's network, and when the sandbox is stopped
 * @param runtimeHandler the runtime handler it runs with; empty for the default one
 */
public record CriPodSandboxStatus(String id, String namespace, String name, boolean ready, Instant createdAt,
        List<String> addresses,
        String runtimeHandler) {

    /** Copies the addresses. */
    public CriPodSandboxStatus {
        addresses = List.copyOf(addresses);
    }
}
