package io.quarkiverse.containerd.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.NamespaceClient;

/** What containerd holds, which a test may want to be nothing. */
final class ContainerdState {

    private final ContainerdClient client;
    private final boolean pods;

    /** @param pods whether there may be pods */
    ContainerdState(ContainerdClient client, boolean pods) {
        this.client = client;
        this.pods = pods;
    }

    /** Removes all pods, images and leases of all namespaces, and with them what they hold. */
    void empty() {
        if (pods) {
            Pods.removeAll(client.cri());
        }
        client.namespaces().forEach(namespace -> empty(client.namespace(namespace)));
    }

    private static void empty(NamespaceClient namespace) {
        namespace.images().list().forEach(image -> namespace.images().delete(image.name(), false));
        List<String> leases = namespace.leases().list();
        leases.forEach(lease -> namespace.leases().delete(lease, false));
        // what nothing refers to any more goes with the next collection
        namespace.leases().create(Duration.ofMinutes(1), Map.of()).closeAndCollect();
    }
}
