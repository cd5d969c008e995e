package io.quarkiverse.containerd.deployment;

import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.daemon.FirstUses;
import io.quarkiverse.containerd.runtime.daemon.InstallationRecorder;
import io.quarkiverse.containerd.runtime.daemon.InstallationSearch;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.builditem.PreInitRunnableBuildItem;
import io.quarkus.dev.spi.DevModeType;
import io.quarkus.runtime.LaunchMode;

/** Makes the node daemon part of the application. */
class DaemonProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.daemon.";

    @BuildStep
    AdditionalBeanBuildItem daemon() {
        return beans("DaemonLifecycle", "DryRun", "DaemonProducers", "RunningDaemon", "SupervisedTree", "InstallationFinder",
                "RootNode");
    }

    @BuildStep
    PreInitRunnableBuildItem firstUses() {
        return PreInitRunnableBuildItem.runnable(FirstUses.class.getName());
    }

    /** The search for containerd runs programs, so that it begins as early as possible. */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    SyntheticBeanBuildItem search(InstallationRecorder recorder) {
        return SyntheticBeanBuildItem.configure(InstallationSearch.class).scope(Singleton.class).setRuntimeInit()
                .runtimeValue(recorder.begin()).done();
    }

    /**
     * A packaged application does not wait for its daemon and does not leave containerd running, and neither does one that is
     * developed on another machine.
     */
    @BuildStep
    void development(LaunchModeBuildItem launchMode, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (!launchMode.getLaunchMode().isDevOrTest()
                || launchMode.getDevModeType().orElse(null) == DevModeType.REMOTE_SERVER_SIDE) {
            return;
        }
        beans.produce(beans("StartWait"));
        if (launchMode.getLaunchMode() == LaunchMode.DEVELOPMENT) {
            beans.produce(beans("LiveReloads"));
        }
    }

    @BuildStep
    AdditionalBeanBuildItem containerd() {
        return beans("RunscLogNode", "RunscLogNode$GvisorRuns", "ContainerdNode", "ContainerdNode$ContainerdEnabled",
                "ContainerdLaunch", "ContainerdFiles",
                "PodNetwork", "ConfigCheck", "DamagedDatabase", "ContainerdProbe", "ContainerdWatch", "WatchCounters",
                "Deprecations", "RuncFeatures", "ContainerdNews", "ContainerdGoroutines", "ContainerdStarts");
    }

    @BuildStep
    AdditionalBeanBuildItem preseed() {
        return beans("PreseedProducers", "PreseedNode", "PreseedNode$PreseedEnabled", "PullNode", "PullNode$ListsExpected",
                "ClientSocketNode", "ClientSocketNode$HeldBack");
    }

    @BuildStep
    AdditionalBeanBuildItem processes() {
        return beans("ProcessNodes", "StartOrder", "NetworkRestarts");
    }

    private static AdditionalBeanBuildItem beans(String... names) {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(Stream.of(names).map(PACKAGE::concat).toArray(String[]::new))
                .setUnremovable()
                .build();
    }
}
