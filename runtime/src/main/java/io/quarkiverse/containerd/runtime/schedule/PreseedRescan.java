package io.quarkiverse.containerd.runtime.schedule;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;

/** Has the preseed look into its directory by the schedule of {@code quarkus.containerd.preseed.rescan}. */
@Singleton
class PreseedRescan {

    private static final Logger LOG = Logger.getLogger(PreseedRescan.class);

    private final ContainerdConfig config;
    private final Scheduler scheduler;
    private final DaemonControl daemon;
    private ScheduledThreadPoolExecutor timer;

    PreseedRescan(ContainerdConfig config, Scheduler scheduler, DaemonControl daemon) {
        this.config = config;
        this.scheduler = scheduler;
        this.daemon = daemon;
    }

    /** Before the node daemon, so that nothing has been started when the schedule is wrong. */
    void schedule(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE - 1) StartupEvent event) {
        RescanSchedule schedule = new RescanSchedule(config.preseed().rescan());
        if (config.enabled() && config.preseed().enabled()) {
            schedule.period().ifPresent(this::repeat);
            if (schedule.isByClock()) {
                scheduleByClock(schedule.toString());
            }
        }
    }

    /** Goes by a monotonic clock, unlike the scheduler: a clock that is set back must not put rescans off. */
    private void repeat(Duration period) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "containerd-preseed-rescan");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::rescan, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Requests a rescan; one that fails does not keep later ones from being requested. */
    private void rescan() {
        try {
            daemon.rescan();
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "A rescan of the preseed directory could not be requested");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    /** An application whose start fails later gets no {@link ShutdownEvent}. */
    @PreDestroy
    void stop() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    private void scheduleByClock(String schedule) {
        if (!scheduler.isStarted()) {
            throw new ConfigurationException(RescanSchedule.KEY,
                    "needs the scheduler for a cron expression, and it does not run: remove quarkus.scheduler.enabled and"
                            + " quarkus.scheduler.start-mode, or set this key to a period such as 10m, or to off");
        }
        try {
            scheduler.newJob("containerd-preseed-rescan").setConcurrentExecution(ConcurrentExecution.SKIP)
                    .setTask(execution -> daemon.rescan()).setCron(schedule).schedule();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ConfigurationException(RescanSchedule.KEY, "'" + schedule
                    + "' is neither a period such as 10m nor a cron expression of quarkus.scheduler.cron-type: "
                    + e.getMessage());
        }
    }
}
