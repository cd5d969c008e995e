package io.quarkiverse.containerd.deployment;

import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;

/** Offers the health checks to SmallRye Health, if the application has it. */
class HealthProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.health.";

    @BuildStep
    void checks(ContainerdBuildTimeConfig config, BuildProducer<HealthBuildItem> checks) {
        boolean enabled = config.health().enabled();
        checks.produce(new HealthBuildItem(PACKAGE + "StartedHealthCheck", enabled));
        checks.produce(new HealthBuildItem(PACKAGE + "ReadyHealthCheck", enabled));
        checks.produce(new HealthBuildItem(PACKAGE + "LiveHealthCheck", enabled));
    }

    /** SmallRye Health would log each answer that is DOWN, which may have many kilobytes, whenever somebody asks. */
    @BuildStep
    RunTimeConfigurationDefaultBuildItem logLevel() {
        return new RunTimeConfigurationDefaultBuildItem("quarkus.log.category.\"io.smallrye.health\".level", "WARN");
    }
}
