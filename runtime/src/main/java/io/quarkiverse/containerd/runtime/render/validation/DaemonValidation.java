package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.util.List;
import java.util.TreeMap;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.LogsConfig;
import io.quarkiverse.containerd.runtime.config.SupervisorConfig;
import io.quarkiverse.containerd.runtime.config.TimeoutsConfig;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.settings.Require;

/** How the daemon itself works: its timeouts, supervision tree, logs and probes. */
final class DaemonValidation {

    private DaemonValidation() {
    }

    static void check(ContainerdConfig config) {
        timeouts(config);
        supervisor(config.supervisor());
        logs(config.logs());
        Require.positive(key("health.interval"), config.health().interval());
        Require.positive(key("health.timeout"), config.health().timeout());
    }

    private static void timeouts(ContainerdConfig config) {
        TimeoutsConfig timeouts = config.timeouts();
        Require.positive(key("timeouts.start"), timeouts.start());
        Require.notNegative(key("timeouts.stop"), timeouts.stop());
        timeouts.boltOpen().ifPresent(timeout -> {
            Require.notNegative(key("timeouts.bolt-open"), timeout);
            if (!timeout.isZero() && !config.plugins().required().orElse(List.of()).contains(ContainerdSettings.BOLT)) {
                throw new ConfigurationException(key("timeouts.bolt-open"), "without " + ContainerdSettings.BOLT + " among "
                        + key("required-plugins")
                        + " a containerd whose database is locked goes on without it; add the plugin, or set this key to an empty value");
            }
        });
        new TreeMap<>(timeouts.containerd()).forEach((name, timeout) -> {
            Require.notNegative(entry("timeouts.containerd", name), timeout);
            if (name.equals(ContainerdSettings.BOLT_TIMEOUT)) {
                throw new ConfigurationException(entry("timeouts.containerd", name),
                        "this timeout has a key of its own; set " + key("timeouts.bolt-open") + " instead");
            }
        });
    }

    private static void supervisor(SupervisorConfig supervisor) {
        Require.positive(key("supervisor.initial-backoff"), supervisor.initialBackoff());
        Require.positive(key("supervisor.max-backoff"), supervisor.maxBackoff());
        if (supervisor.maxBackoff().compareTo(supervisor.initialBackoff()) < 0) {
            throw new ConfigurationException(key("supervisor.max-backoff"),
                    supervisor.maxBackoff() + " is shorter than " + key("supervisor.initial-backoff") + "; make it longer");
        }
        Require.range(key("supervisor.multiplier"), supervisor.multiplier(), 1, 100);
        Require.range(key("supervisor.jitter"), supervisor.jitter(), 0, 1);
        Require.notNegative(key("supervisor.reset-after"), supervisor.resetAfter());
        Require.positive(key("supervisor.cancel-timeout"), supervisor.cancelTimeout());
        Require.positive(key("supervisor.shutdown-timeout"), supervisor.shutdownTimeout());
    }

    private static void logs(LogsConfig logs) {
        Require.range(key("logs.journal-size"), logs.journalSize(), 1, Integer.MAX_VALUE);
        Require.size(key("logs.line-limit"), logs.lineLimit(), 1);
        Require.range(key("logs.forward-capacity"), logs.forwardCapacity(), 1, Integer.MAX_VALUE);
    }
}
