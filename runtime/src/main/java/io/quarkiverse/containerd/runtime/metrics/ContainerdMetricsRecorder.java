package io.quarkiverse.containerd.runtime.metrics;

import java.util.function.Consumer;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.metrics.MetricsFactory;

/** Hands the metrics extension's factory to {@link MeterBinders}. */
@Recorder
public class ContainerdMetricsRecorder {

    /** Returns the consumer that the metrics extension calls once, before the application starts. */
    public Consumer<MetricsFactory> register() {
        return factory -> Arc.container().instance(MeterBinders.class).get().register(factory);
    }
}
