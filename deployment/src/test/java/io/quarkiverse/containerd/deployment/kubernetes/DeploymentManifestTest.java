package io.quarkiverse.containerd.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** The manifests of an application that is to be deployed, and has no RuntimeClasses. */
class DeploymentManifestTest {

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = KubernetesApplication.with("""
            quarkus.containerd.kubernetes.enabled=false
            quarkus.containerd.kubernetes.deployment=true
            """);

    @ProdBuildResults
    ProdModeTestResults results;

    @Test
    void deployTheApplicationAlone() {
        Path manifests = results.getBuildDir().resolve("kubernetes");

        assertThat(manifests.resolve("kubernetes.yml")).content().contains("kind: Deployment\n", "name: node-daemon\n")
                .doesNotContain("RuntimeClass");
        assertThat(manifests.resolve("runtime-classes.yml")).doesNotExist();
    }
}
