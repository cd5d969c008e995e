package io.quarkiverse.containerd.deployment.kubernetes;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.kubernetes.spi.DecoratorBuildItem;
import io.smallrye.config.SmallRyeConfig;

/**
 * Adds RuntimeClasses to the manifests that the Kubernetes extension generates. Without that extension this step does not run,
 * and the classes that make them are absent; Quarkus loads this class all the same, so no method may name one of them.
 */
class KubernetesProcessor {

    @BuildStep
    void runtimeClasses(ContainerdBuildTimeConfig config, BuildProducer<DecoratorBuildItem> decorators) {
        if (config.kubernetes().enabled()) {
            SmallRyeConfig known = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
            for (Object decorator : AddRuntimeClassDecorator.of(KnownHandlers.of(known),
                    config.kubernetes().runtimeClasses())) {
                decorators.produce(new DecoratorBuildItem(decorator));
            }
        }
    }
}
