package io.quarkiverse.containerd.deployment;

import io.quarkiverse.containerd.runtime.daemon.NodeBeans;
import io.quarkiverse.containerd.runtime.daemon.NodeDaemon;
import io.quarkiverse.containerd.runtime.schedule.ContainerdProbe;
import io.quarkiverse.containerd.runtime.schedule.PreseedRescan;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes the node daemon and its probe part of the application. */
class NodeProcessor {

    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(NodeBeans.class, NodeDaemon.class, ContainerdProbe.class, PreseedRescan.class)
                .setUnremovable()
                .build();
    }
}
