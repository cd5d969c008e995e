package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes the notification of systemd part of the application. */
class SystemdProcessor {

    @BuildStep
    AdditionalBeanBuildItem notifier() {
        return AdditionalBeanBuildItem.unremovableOf("io.quarkiverse.containerd.runtime.systemd.SystemdNotifier");
    }
}
