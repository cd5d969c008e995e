package io.quarkiverse.containerd.deployment.kubernetes;

import org.eclipse.microprofile.config.ConfigProvider;

import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
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
            // a lambda would be a method of this class, which then could not be loaded where its parameter's class is absent
            for (RuntimeClass added : RuntimeClasses.of(KnownHandlers.of(known), config.kubernetes().runtimeClasses())) {
                decorators.produce(new DecoratorBuildItem(new AddRuntimeClassDecorator(added)));
            }
        }
    }
}
