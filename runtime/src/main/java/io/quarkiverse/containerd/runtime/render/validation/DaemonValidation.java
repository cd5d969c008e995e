package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.util.List;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.PreseedConfig;
import io.quarkiverse.containerd.runtime.config.SupervisorConfig;
import io.quarkiverse.containerd.runtime.config.TimeoutsConfig;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkus.scheduler.common.runtime.util.SchedulerUtils;

/** The timeouts of the daemon and of containerd's database, the waits between restarts, and the rescans of the preseed. */
final class DaemonValidation {

    private DaemonValidation() {
    }

    static void check(ContainerdConfig config) {
        startTimeout(config.timeouts());
        shutdownTimeout(config.supervisor(), config.timeouts());
        boltTimeout(config);
        backoff(config.supervisor());
        rescan(config.preseed());
    }

    private static void startTimeout(TimeoutsConfig timeouts) {
        timeouts.maxStart().filter(longest -> longest.compareTo(timeouts.start()) < 0).ifPresent(longest -> {
            throw new ConfigurationException(key("timeouts.max-start"), longest + " is shorter than " + key("timeouts.start")
                    + "; make it at least " + timeouts.start());
        });
    }

    private static void shutdownTimeout(SupervisorConfig supervisor, TimeoutsConfig timeouts) {
        if (supervisor.shutdownTimeout().compareTo(timeouts.stop()) < 0) {
            throw new ConfigurationException(key("supervisor.shutdown-timeout"), supervisor.shutdownTimeout()
                    + " is shorter than " + key("timeouts.stop") + ", so that containerd could be left running; make it longer"
                    + " than " + timeouts.stop());
        }
    }

    private static void boltTimeout(ContainerdConfig config) {
        config.timeouts().boltOpen().filter(timeout -> !timeout.isZero()).ifPresent(timeout -> {
            if (!config.plugins().required().orElse(List.of()).contains(ContainerdSettings.BOLT)) {
                throw new ConfigurationException(key("timeouts.bolt-open"), "without " + ContainerdSettings.BOLT + " among "
                        + key("required-plugins")
                        + " a containerd whose database is locked goes on without it; add the plugin, or set this key to an empty value");
            }
        });
        if (config.timeouts().containerd().containsKey(ContainerdSettings.BOLT_TIMEOUT)) {
            throw new ConfigurationException(entry("timeouts.containerd", ContainerdSettings.BOLT_TIMEOUT),
                    "this timeout has a key of its own; set " + key("timeouts.bolt-open") + " instead");
        }
    }

    private static void rescan(PreseedConfig preseed) {
        if (preseed.reload() && SchedulerUtils.isOff(preseed.rescan())) {
            throw new ConfigurationException(key("preseed.reload"), "a rescan loads what is gone, but there are none; set "
                    + key("preseed.rescan") + ", or leave this key out");
        }
    }

    private static void backoff(SupervisorConfig supervisor) {
        if (supervisor.maxBackoff().compareTo(supervisor.initialBackoff()) < 0) {
            throw new ConfigurationException(key("supervisor.max-backoff"), supervisor.maxBackoff() + " is shorter than "
                    + key("supervisor.initial-backoff") + "; make it at least " + supervisor.initialBackoff());
        }
    }
}
