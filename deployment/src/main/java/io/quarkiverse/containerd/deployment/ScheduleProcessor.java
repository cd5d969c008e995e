package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;

/** Has the preseed's directory scanned by its schedule. */
class ScheduleProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.schedule.";

    @BuildStep
    AdditionalBeanBuildItem schedules() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(PACKAGE + "PreseedRescan")
                .setUnremovable()
                .build();
    }
}
