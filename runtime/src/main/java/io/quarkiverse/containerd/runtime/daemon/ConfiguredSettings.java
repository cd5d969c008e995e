package io.quarkiverse.containerd.runtime.daemon;

import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.config.PreseedLimitsConfig;
import io.quarkiverse.containerd.runtime.config.SupervisorConfig;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;

/** Configuration as settings of the parts below. */
final class ConfiguredSettings {

    private ConfiguredSettings() {
    }

    static SupervisorSettings of(SupervisorConfig supervisor) {
        return new SupervisorSettings(supervisor.initialBackoff(), supervisor.multiplier(), supervisor.jitter(),
                supervisor.maxBackoff(), supervisor.resetAfter(), supervisor.cancelTimeout());
    }

    static ArchiveLimits of(PreseedLimitsConfig limits) {
        return new ArchiveLimits(limits.entries(), (int) limits.metadata().asLongValue(),
                (int) limits.document().asLongValue(), limits.indexDepth(), limits.jsonDepth(),
                limits.holes().asLongValue(), limits.decompressed().asLongValue(), (int) limits.window().asLongValue());
    }
}
