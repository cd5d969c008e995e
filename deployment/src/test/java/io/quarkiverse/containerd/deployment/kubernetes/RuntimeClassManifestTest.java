package io.quarkiverse.containerd.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuntimeClassManifestTest {

    @Test
    void hasTheRuntimeClassesAsTheyAre() {
        assertThat(RuntimeClassManifest.of("""
                ---
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata:
                  name: mine
                handler: runsc
                ---
                apiVersion: v1
                kind: ConfigMap
                data:
                  text: |
                    kind: RuntimeClass
                ---
                apiVersion: node.k8s.io/v1
                kind: "RuntimeClass"
                handler: runc
                """)).contains("""
                ---
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata:
                  name: mine
                handler: runsc
                ---
                apiVersion: node.k8s.io/v1
                kind: "RuntimeClass"
                handler: runc
                """);
    }

    @Test
    void isMissingWhereThereIsNone() {
        assertThat(RuntimeClassManifest.of("---\napiVersion: v1\nkind: ConfigMap\n")).isEmpty();
        assertThat(RuntimeClassManifest.of("")).isEmpty();
    }
}
