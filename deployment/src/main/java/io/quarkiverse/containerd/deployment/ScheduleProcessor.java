package io.quarkiverse.containerd.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.RunTimeConfigBuilderBuildItem;
import io.quarkus.deployment.logging.LogCleanupFilterBuildItem;
import io.quarkus.scheduler.runtime.SimpleScheduler;

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
    RunTimeConfigBuilderBuildItem scheduler() {
        return new RunTimeConfigBuilderBuildItem(PACKAGE + "SchedulerStart");
    }

    /** That the scheduler does not start is nothing to tell whoever has not asked for it. */
    @BuildStep
    LogCleanupFilterBuildItem quiet() {
        return new LogCleanupFilterBuildItem(SimpleScheduler.class.getName(), "No scheduled business methods found");
    }
}
