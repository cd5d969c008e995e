package io.quarkiverse.containerd.client;

import java.util.List;

/**
 * The conditions that the Kubernetes Container Runtime Interface reports about itself.
 *
 * @param runtimeReady whether it can run containers
 * @param networkReady whether pods get a network; needs the kubelet's pod CIDR
 * @param reasons one sentence for each condition that is not met
 */
public record CriStatus(boolean runtimeReady, boolean networkReady, List<String> reasons) {

    /** Copies the reasons. */
    public CriStatus {
        reasons = List.copyOf(reasons);
    }
}
