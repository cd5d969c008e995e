package io.quarkiverse.containerd.deployment;

import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Makes traces with OpenTelemetry, if the application has it, and keeps its calls to containerd from making some. */
class TracingProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.tracing.";

    @BuildStep
    void traces(ContainerdBuildTimeConfig config, Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isMissing(Capability.OPENTELEMETRY_TRACER)) {
            return;
        }
        beans.produce(AdditionalBeanBuildItem.builder()
                .addBeanClasses(PACKAGE + "CallsWithinTraces", PACKAGE + "UntracedRescan").setUnremovable().build());
        if (config.tracing().enabled()) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(PACKAGE + "DaemonTraces"));
        }
    }
}
