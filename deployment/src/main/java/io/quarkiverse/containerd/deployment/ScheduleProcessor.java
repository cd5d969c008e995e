package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Has containerd probed, and the preseed's directory scanned, at their intervals. */
class ScheduleProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.schedule.";

    @BuildStep
    AdditionalBeanBuildItem schedules() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(PACKAGE + "ContainerdProbe", PACKAGE + "PreseedRescan")
                .setUnremovable()
                .build();
    }
}
