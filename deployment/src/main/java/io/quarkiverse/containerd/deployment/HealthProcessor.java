package io.quarkiverse.containerd.deployment;

import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkiverse.containerd.runtime.health.WaitingRequestsRecorder;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import io.quarkus.vertx.http.deployment.NonApplicationRootPathBuildItem;
import io.quarkus.vertx.http.deployment.PreRouterFinalizationBuildItem;
import io.quarkus.vertx.http.deployment.VertxWebRouterBuildItem;

/** Offers the health checks to SmallRye Health, if the application has it. */
class HealthProcessor {

    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.health.";
    private static final String PATHS = "quarkus.smallrye-health.";

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

    /** In dev mode, a request for a health check waits for the end of a reload. */
    @BuildStep(onlyIf = IsLocalDevelopment.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    @Produce(PreRouterFinalizationBuildItem.class)
    void waitingRequests(Capabilities capabilities, VertxWebRouterBuildItem routers, NonApplicationRootPathBuildItem root,
            WaitingRequestsRecorder recorder) {
        if (capabilities.isMissing(Capability.SMALLRYE_HEALTH)) {
            return;
        }
        recorder.application(routers.getMainRouter() == null ? routers.getHttpRouter() : routers.getMainRouter(),
                paths(root, ConfigProvider.getConfig()));
        if (routers.getManagementRouter() != null) {
            recorder.management(routers.getManagementRouter());
        }
    }

    /** The path above those of the checks, and those of checks that are elsewhere. */
    private static List<String> paths(NonApplicationRootPathBuildItem root, Config config) {
        Stream<String> elsewhere = Stream.of("liveness", "readiness", "startup", "wellness", "group")
                .flatMap(check -> config.getOptionalValue(PATHS + check + "-path", String.class).stream())
                .filter(path -> path.startsWith("/"));
        return Stream.concat(Stream.of(config.getOptionalValue(PATHS + "root-path", String.class).orElse("health")), elsewhere)
                .map(root::resolvePath).toList();
    }
}
