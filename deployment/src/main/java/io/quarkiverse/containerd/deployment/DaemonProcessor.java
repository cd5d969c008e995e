package io.quarkiverse.containerd.deployment;

import java.util.stream.Stream;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes the node daemon part of the application. */
class DaemonProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.daemon.";

    @BuildStep
    AdditionalBeanBuildItem daemon() {
        return beans("DaemonLifecycle", "DaemonProducers", "RunningDaemon", "InstallationFinder", "RootNode");
    }

    @BuildStep
    AdditionalBeanBuildItem containerd() {
        return beans("RunscLogNode", "RunscLogNode$GvisorRuns", "ContainerdNode", "ContainerdLaunch", "ContainerdFiles",
                "PodNetwork", "ConfigCheck", "DamagedDatabase", "ContainerdProbe", "ContainerdWatch", "WatchCounters",
                "Deprecations", "ContainerdGoroutines");
    }

    @BuildStep
    AdditionalBeanBuildItem preseed() {
        return beans("PreseedProducers", "PreseedNode", "PreseedNode$PreseedEnabled", "PullNode", "PullNode$ListsExpected",
                "ClientSocketNode", "ClientSocketNode$HeldBack");
    }

    private static AdditionalBeanBuildItem beans(String... names) {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(Stream.of(names).map(PACKAGE::concat).toArray(String[]::new))
                .setUnremovable()
                .build();
    }
}
