package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.scheduler.deployment.ForceStartSchedulerBuildItem;

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

    /** The schedule is known only when the application runs, and without scheduled methods the scheduler does not start. */
    @BuildStep
    ForceStartSchedulerBuildItem scheduler() {
        return new ForceStartSchedulerBuildItem();
    }
}
