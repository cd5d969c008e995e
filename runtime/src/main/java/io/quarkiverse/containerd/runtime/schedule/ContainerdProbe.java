package io.quarkiverse.containerd.runtime.schedule;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Asks containerd's health service and its CRI plugin at the configured interval, for the readiness check. */
@Singleton
class ContainerdProbe {

    private final DaemonControl daemon;

    ContainerdProbe(DaemonControl daemon) {
        this.daemon = daemon;
    }

    @Scheduled(identity = "containerd-probe", every = "${quarkus.containerd.health.interval:10s}", concurrentExecution = ConcurrentExecution.SKIP)
    void probe() {
        daemon.probe();
    }
}
