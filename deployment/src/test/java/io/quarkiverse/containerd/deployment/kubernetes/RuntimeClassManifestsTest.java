package io.quarkiverse.containerd.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** The manifests of an application with the Kubernetes extension, as its build writes them. */
class RuntimeClassManifestsTest {

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = KubernetesApplication.with("""
            quarkus.containerd.runtimes.kata.type=io.containerd.kata.v2
            quarkus.containerd.kubernetes.runtime-classes.runsc.name=gvisor
            """);

    @ProdBuildResults
    ProdModeTestResults results;

    @Test
    void holdARuntimeClassForEachRuntimeHandler() throws IOException {
        assertThat(manifests("kubernetes.yml")).content().contains("""
                ---
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata:
                  labels:
                    app.kubernetes.io/component: runtime-class
                  name: gvisor
                handler: runsc
                """);
    }

    @Test
    void holdTheRuntimeClassesInAFileOfTheirOwn() throws IOException {
        assertThat(manifests("runtime-classes.yml")).content().startsWith("---\napiVersion: node.k8s.io/v1\n")
                .satisfies(text -> {
                    assertThat(text.lines().filter("---"::equals)).hasSize(3);
                    assertThat(text.lines().filter("kind: RuntimeClass"::equals)).hasSize(3);
                    assertThat(text.lines()).contains("  name: gvisor", "  name: kata", "  name: runc");
                });
    }

    /** A node daemon cannot run in a pod of the containerd that it starts. */
    @Test
    void doNotDeployTheNodeDaemon() throws IOException {
        assertThat(manifests("kubernetes.yml")).content().contains("kind: RuntimeClass")
                .doesNotContain("kind: Deployment", "kind: Service", "name: node-daemon");
    }

    private Path manifests(String file) {
        return results.getBuildDir().resolve("kubernetes").resolve(file);
    }
}
