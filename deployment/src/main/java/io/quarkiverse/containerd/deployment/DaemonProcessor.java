package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes the node daemon part of the application. */
class DaemonProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.daemon.";

    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(PACKAGE + "DaemonProducers", PACKAGE + "DaemonLifecycle")
                .setUnremovable()
                .build();
    }
}
