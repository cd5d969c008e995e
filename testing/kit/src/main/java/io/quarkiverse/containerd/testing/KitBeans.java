package io.quarkiverse.containerd.testing;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.ShutdownEvent;

/** The beans of the kit that are made here, and their end. */
@Singleton
class KitBeans {

    /** The pods of the application's containerd. */
    @Produces
    @Singleton
    @Unremovable
    Pods pods(ContainerdClient client, NodeDaemon daemon, ContainerdConfig config) {
        return new Pods(client, new DaemonPodHost(daemon, config));
    }

    /** Pods would outlive containerd. */
    void stop(@Observes ShutdownEvent event, Pods pods) {
        pods.close();
    }
}
