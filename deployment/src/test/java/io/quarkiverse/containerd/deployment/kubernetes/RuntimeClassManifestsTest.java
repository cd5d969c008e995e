package io.quarkiverse.containerd.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.dekorate.kubernetes.decorator.ResourceProvidingDecorator;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** The manifests of an application with the Kubernetes extension, as its build writes them. */
class RuntimeClassManifestsTest {

    private static final String DEKORATE = dekorateVersion();

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(archive -> archive.addAsResource(new StringAsset("""
                    quarkus.containerd.runtimes.kata.type=io.containerd.kata.v2
                    quarkus.containerd.kubernetes.runtime-classes.runsc.name=gvisor
                    """), "application.properties"))
            .setApplicationName("node-daemon")
            // those of dekorate come with quarkus-kubernetes; this module's own dependencies leave them out
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-kubernetes", Version.getVersion()),
                    Dependency.of("io.dekorate", "dekorate-core", DEKORATE),
                    Dependency.of("io.dekorate", "docker-annotations", DEKORATE),
                    Dependency.of("io.dekorate", "option-annotations", DEKORATE)));

    /** That of the Quarkus BOM, which this module's own dependency has: its jar is in a directory of that name. */
    private static String dekorateVersion() {
        return Path.of(URI.create(ResourceProvidingDecorator.class.getProtectionDomain().getCodeSource().getLocation()
                .toString())).getParent().getFileName().toString();
    }

    @ProdBuildResults
    ProdModeTestResults results;

    @Test
    void holdARuntimeClassForEachRuntimeHandler() throws IOException {
        Path manifests = results.getBuildDir().resolve("kubernetes").resolve("kubernetes.yml");

        assertThat(manifests).content().contains("""
                ---
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata:
                  name: gvisor
                handler: runsc
                """);
    }
}
