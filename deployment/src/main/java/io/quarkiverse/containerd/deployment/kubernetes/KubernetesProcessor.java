package io.quarkiverse.containerd.deployment.kubernetes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.GeneratedFileSystemResourceBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.kubernetes.spi.DecoratorBuildItem;
import io.quarkus.kubernetes.spi.GeneratedKubernetesResourceBuildItem;
import io.quarkus.kubernetes.spi.KubernetesOutputDirectoryBuildItem;
import io.quarkus.kubernetes.spi.KubernetesResourceMetadataBuildItem;
import io.smallrye.config.SmallRyeConfig;

/**
 * Makes the manifests that the Kubernetes extension generates those of a node daemon. Without that extension these steps do
 * nothing, and the classes of decorators are absent; Quarkus loads this class all the same, so no method may name one of them.
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

    @BuildStep
    void workload(ContainerdBuildTimeConfig config, List<KubernetesResourceMetadataBuildItem> resources,
            BuildProducer<DecoratorBuildItem> decorators) {
        if (!config.kubernetes().deployment()) {
            resources.forEach(resource -> decorators.produce(
                    new DecoratorBuildItem(resource.getTarget(), RemoveWorkloadDecorator.of(resource.getName()))));
        }
    }

    @BuildStep
    void runtimeClassesAlone(ContainerdBuildTimeConfig config, List<GeneratedKubernetesResourceBuildItem> manifests,
            Optional<KubernetesOutputDirectoryBuildItem> directory, OutputTargetBuildItem target,
            BuildProducer<GeneratedFileSystemResourceBuildItem> files) {
        if (config.kubernetes().enabled() && directory.isPresent()) {
            Path file = target.getOutputDirectory().toAbsolutePath()
                    .relativize(directory.get().getOutputDirectory().toAbsolutePath().resolve(RuntimeClassManifest.FILE));
            manifests.stream().filter(manifest -> manifest.getName().endsWith(".yml"))
                    .flatMap(manifest -> RuntimeClassManifest.of(new String(manifest.getContent(), StandardCharsets.UTF_8))
                            .stream())
                    .findFirst().ifPresent(classes -> files.produce(new GeneratedFileSystemResourceBuildItem(file.toString(),
                            classes.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
