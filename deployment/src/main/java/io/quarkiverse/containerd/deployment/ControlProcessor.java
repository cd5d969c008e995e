package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes the control socket part of the application. */
class ControlProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.control.";

    @BuildStep
    AdditionalBeanBuildItem server() {
        return AdditionalBeanBuildItem.unremovableOf(PACKAGE + "ControlServer");
    }

    @BuildStep
    AdditionalBeanBuildItem routes() {
        return AdditionalBeanBuildItem.unremovableOf(PACKAGE + "ControlRoutes");
    }
}
