package io.quarkiverse.containerd.runtime.metrics;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.arc.All;
import io.quarkus.runtime.metrics.MetricsFactory;

/** Registers all meters of the node daemon; none where containerd is not started. */
@Singleton
class MeterBinders {

    private final ContainerdConfig config;
    private final List<MeterBinder> binders;

    MeterBinders(ContainerdConfig config, @All List<MeterBinder> binders) {
        this.config = config;
        this.binders = binders;
    }

    void register(MetricsFactory factory) {
        if (config.enabled()) {
            binders.forEach(binder -> binder.register(factory));
        }
    }
}
