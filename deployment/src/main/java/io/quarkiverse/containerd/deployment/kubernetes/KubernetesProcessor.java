package io.quarkiverse.containerd.deployment.kubernetes;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.containerd.config.ContainerdBuildTimeConfig;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.kubernetes.spi.DecoratorBuildItem;
import io.smallrye.config.SmallRyeConfig;

/**
 * Adds RuntimeClasses to the manifests that the Kubernetes extension generates. Without that extension this step does not run,
 * and the classes it uses may be absent.
 */
class KubernetesProcessor {

    @BuildStep
    void runtimeClasses(ContainerdBuildTimeConfig config, BuildProducer<DecoratorBuildItem> decorators) {
        if (config.kubernetes().enabled()) {
            SmallRyeConfig known = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
            RuntimeClasses.of(KnownHandlers.of(known), config.kubernetes().runtimeClasses())
                    .forEach(runtimeClass -> decorators
                            .produce(new DecoratorBuildItem(new AddRuntimeClassDecorator(runtimeClass))));
        }
    }
}
