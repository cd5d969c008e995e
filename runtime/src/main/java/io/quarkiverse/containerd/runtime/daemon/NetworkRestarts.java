package io.quarkiverse.containerd.runtime.daemon;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Restarts the processes that tell containerd the pods' network, which is the kubelet, when containerd has lost it: the kubelet
 * tells it at its start, and then only when it changes.
 */
@Singleton
public class NetworkRestarts {

    private final PodNetwork network;
    private final ProcessNodes processes;
    private final DaemonControl control;

    NetworkRestarts(PodNetwork network, ProcessNodes processes, DaemonControl control) {
        this.network = network;
        this.processes = processes;
        this.control = control;
    }

    /** Looks whether the network is lost; while containerd does not serve, it could be told nothing. */
    void probed(@Observes ContainerdProbed probe) {
        if (probe.result() == Observation.Kind.WELL && network.isLost()) {
            processes.restartedWithNetwork()
                    .forEach(dn -> control.restart(dn, "containerd has lost the pods' network, and is to be told it again"));
        }
    }
}
