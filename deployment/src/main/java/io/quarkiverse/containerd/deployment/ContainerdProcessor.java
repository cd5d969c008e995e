package io.quarkiverse.containerd.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;

class ContainerdProcessor {

    static final String FEATURE = "containerd";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem(FEATURE);
    }

    /**
     * From Java 21 on, the virtual machine logs at level DEBUG that it is about to exit, before any shutdown hook runs: when
     * nobody reads the output of a daemon that logs at that level, SIGTERM would not even begin to stop it.
     */
    @BuildStep
    RunTimeConfigurationDefaultBuildItem exitIsNotLogged() {
        return new RunTimeConfigurationDefaultBuildItem("quarkus.log.category.\"java.lang.Runtime\".level", "INFO");
    }
}
