package io.quarkiverse.containerd.deployment.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.jboss.shrinkwrap.api.asset.StringAsset;

import io.dekorate.kubernetes.decorator.ResourceProvidingDecorator;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusProdModeTest;

/** A build of a node daemon with the Kubernetes extension. */
final class KubernetesApplication {

    private static final String DEKORATE = dekorateVersion();

    private KubernetesApplication() {
    }

    /** @param properties its application.properties */
    static QuarkusProdModeTest with(String properties) {
        return new QuarkusProdModeTest()
                .withApplicationRoot(
                        archive -> archive.addAsResource(new StringAsset(properties), "application.properties"))
                .setApplicationName("node-daemon")
                // those of dekorate come with quarkus-kubernetes; this module's own dependencies leave them out
                .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-kubernetes", Version.getVersion()),
                        Dependency.of("io.dekorate", "dekorate-core", DEKORATE),
                        Dependency.of("io.dekorate", "docker-annotations", DEKORATE),
                        Dependency.of("io.dekorate", "option-annotations", DEKORATE)));
    }

    /** That of the Quarkus BOM, which this module's own dependency has: its jar is in a directory of that name. */
    private static String dekorateVersion() {
        return Path.of(URI.create(ResourceProvidingDecorator.class.getProtectionDomain().getCodeSource().getLocation()
                .toString())).getParent().getFileName().toString();
    }
}
