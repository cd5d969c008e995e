package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes the control socket part of the application. */
class ControlProcessor {

    private static final String RUNTIME = "io.quarkiverse.containerd.runtime.";
    private static final String PACKAGE = RUNTIME + "control.";

    @BuildStep
    AdditionalBeanBuildItem server() {
        return AdditionalBeanBuildItem.unremovableOf(PACKAGE + "ControlServer");
    }

    @BuildStep
    AdditionalBeanBuildItem management() {
        return AdditionalBeanBuildItem.unremovableOf(PACKAGE + "ManagementView");
    }

    /** What can be read of the daemon, for the control socket and for whatever else shows it. */
    @BuildStep
    AdditionalBeanBuildItem documents() {
        return AdditionalBeanBuildItem.unremovableOf(RUNTIME + "documents.Documents");
    }

    @BuildStep
    AdditionalBeanBuildItem routes() {
        return AdditionalBeanBuildItem.unremovableOf(PACKAGE + "ControlRoutes");
    }
}
