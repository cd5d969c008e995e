package io.quarkiverse.containerd.deployment;

import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkiverse.containerd.runtime.metrics.ContainerdMetricsRecorder;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.metrics.MetricsCapabilityBuildItem;
import io.quarkus.deployment.metrics.MetricsFactoryConsumerBuildItem;

/** Offers metrics to the metrics extension, if the application has one. */
class MetricsProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.metrics.";

    private static final List<String> BEANS = List.of("MeterBinders", "ContainerdMetrics", "WatchMetrics",
            "SupervisorMetrics", "PreseedMetrics", "ProcessMetrics", "DiskMetrics", "LogMetrics");

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void metrics(ContainerdBuildTimeConfig config, Optional<MetricsCapabilityBuildItem> extension,
            ContainerdMetricsRecorder recorder, BuildProducer<AdditionalBeanBuildItem> beans,
            BuildProducer<MetricsFactoryConsumerBuildItem> consumers) {
        if (config.metrics().enabled() && extension.isPresent()) {
            beans.produce(AdditionalBeanBuildItem.builder()
                    .addBeanClasses(BEANS.stream().map(PACKAGE::concat).toList()).setUnremovable().build());
            consumers.produce(new MetricsFactoryConsumerBuildItem(recorder.register(), ExecutionTime.RUNTIME_INIT));
        }
    }
}
