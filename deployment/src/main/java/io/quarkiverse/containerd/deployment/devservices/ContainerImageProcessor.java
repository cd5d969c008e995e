package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.deployment.IsProduction;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.LaunchMode;

/** Brings the image that jib builds into the containerd of dev mode, if jib's key of docker's executable says so. */
class ContainerImageProcessor {

    private static final String DOCKER = "quarkus.jib.docker-executable-name";

    /** @param beforeTheImage nothing; what is made of it comes before the image */
    @BuildStep(onlyIf = IsProduction.class)
    void script(CurateOutcomeBuildItem curateOutcome, OutputTargetBuildItem outputTarget,
            BuildProducer<GeneratedResourceBuildItem> beforeTheImage) throws IOException {
        Path build = outputTarget.getOutputDirectory().toAbsolutePath().normalize();
        Path script = build.resolve("containerd-dev").resolve("docker");
        Optional<Path> configured = ConfigProvider.getConfig().getOptionalValue(DOCKER, Path.class)
                .map(path -> path.toAbsolutePath().normalize());
        if (configured.filter(script::equals).isPresent()) {
            Path source = DevLayout.module(curateOutcome.getApplicationModel(), build);
            Path preseed = DevLayout.of(source, build, LaunchMode.DEVELOPMENT.getDefaultProfile()).forDevMode(source).preseed();
            DockerScript.write(script, preseed.resolve("k8s.io")
                    .resolve(curateOutcome.getApplicationModel().getAppArtifact().getArtifactId() + ".tar"));
        }
    }
}
