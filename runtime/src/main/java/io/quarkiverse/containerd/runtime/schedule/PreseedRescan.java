package io.quarkiverse.containerd.runtime.schedule;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.common.runtime.util.SchedulerUtils;

/** Has the preseed look into its directory by the schedule of {@code quarkus.containerd.preseed.rescan}. */
@Singleton
class PreseedRescan {

    private static final String KEY = "quarkus.containerd.preseed.rescan";

    private final ContainerdConfig config;
    private final Scheduler scheduler;
    private final DaemonControl daemon;

    PreseedRescan(ContainerdConfig config, Scheduler scheduler, DaemonControl daemon) {
        this.config = config;
        this.scheduler = scheduler;
        this.daemon = daemon;
    }

    /** Before the node daemon, so that nothing has been started when the schedule is wrong. */
    void schedule(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE - 1) StartupEvent event) {
        String schedule = config.preseed().rescan().strip();
        if (!config.enabled() || !config.preseed().enabled() || SchedulerUtils.isOff(schedule)) {
            return;
        }
        if (!scheduler.isStarted()) {
            throw new ConfigurationException(KEY,
                    "needs the scheduler, which does not run: remove quarkus.scheduler.enabled, or"
                            + " set this key to off");
        }
        try {
            Scheduler.JobDefinition<?> job = scheduler.newJob("containerd-preseed-rescan")
                    .setConcurrentExecution(ConcurrentExecution.SKIP).setTask(execution -> daemon.rescan());
            (isPeriod(schedule) ? job.setInterval(schedule) : job.setCron(schedule)).schedule();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ConfigurationException(KEY, "'" + schedule + "' is neither a period such as 10m nor a cron expression of "
                    + "quarkus.scheduler.cron-type: " + e.getMessage());
        }
    }

    private static boolean isPeriod(String schedule) {
        try {
            Duration period = DurationConverter.parseDuration(schedule);
            return !period.isNegative() && !period.isZero();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
