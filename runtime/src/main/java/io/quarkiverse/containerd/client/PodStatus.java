package io.quarkiverse.containerd.client;

import java.time.Instant;
import java.util.List;

/**
 * A pod as containerd knows it.
 *
 * @param id containerd's id
 * @param name its name
 * @param ready whether its namespaces and its sandbox run
 * @param createdAt when it was made
 * @param addresses its IP addresses, the primary one first; empty in the host's network, and of a pod that is stopped
 * @param runtimeHandler the handler it was run by; empty for the default one
 */
public record PodStatus(String id, String name, boolean ready, Instant createdAt, List<String> addresses,
        String runtimeHandler) {

    public PodStatus {
        addresses = List.copyOf(addresses);
    }
}
