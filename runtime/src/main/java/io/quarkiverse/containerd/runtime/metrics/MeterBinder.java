package io.quarkiverse.containerd.runtime.metrics;

import io.quarkus.runtime.metrics.MetricsFactory;

/** Registers meters of one concern. */
interface MeterBinder {

    void register(MetricsFactory factory);
}
