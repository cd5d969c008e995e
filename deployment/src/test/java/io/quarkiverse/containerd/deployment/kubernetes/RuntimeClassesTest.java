package io.quarkiverse.containerd.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class RuntimeClassesTest {

    @Test
    void theBuildKnowsTheHandlersThatAreConfigured() {
        assertThat(KnownHandlers.of(config(Map.of()))).containsExactly("runc", "runsc");
        assertThat(KnownHandlers.of(config(Map.of(
                "quarkus.containerd.runsc.enabled", "false",
                "quarkus.containerd.runtimes.runc.options.SystemdCgroup", "true",
                "quarkus.containerd.runtimes.kata.type", "io.containerd.kata.v2",
                "quarkus.containerd.runtimes.\"a.b\".type", "io.containerd.runc.v2",
                "quarkus.containerd.runtimes.crun.type", "io.containerd.runc.v2",
                "quarkus.containerd.runtimes.crun.enabled", "false"))))
                .containsExactly("a.b", "kata", "runc");
        assertThat(KnownHandlers.of(config(Map.of("quarkus.containerd.runtimes.runc.enabled", "false"))))
                .containsExactly("runsc");
    }

    @Test
    void theBuildKnowsTheHandlersOfTomlThatIsThere(@TempDir Path directory) throws IOException {
        Path fragment = Files.writeString(directory.resolve("own.toml"), """
                [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.own]
                runtime_type = "io.containerd.own.v1"
                """);

        for (Path absent : List.of(directory.resolve("absent.toml"), directory.resolve("absent/*.toml"))) {
            for (Path present : List.of(fragment, directory, directory.resolve("*.toml"), directory.resolve("o?n.*"))) {
                assertThat(KnownHandlers.of(config(Map.of("quarkus.containerd.config-fragments", present + "," + absent))))
                        .as("%s", present).containsExactly("own", "runc", "runsc");
            }
        }
        assertThat(KnownHandlers.of(config(Map.of(
                "quarkus.containerd.config-fragments", fragment + "," + directory.resolve("absent.toml"),
                "quarkus.containerd.toml.\"plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.free.runtime_type\"", "x"))))
                .containsExactly("free", "own", "runc", "runsc");
    }

    @Test
    void eachHandlerHasARuntimeClassOfItsName() {
        assertThat(of(Map.of(), "runc", "kata"))
                .extracting(RuntimeClass::getHandler, item -> item.getMetadata().getName())
                .containsExactly(tuple("kata", "kata"), tuple("runc", "runc"));
    }

    @Test
    void keysRenameAddAndRemove() {
        List<RuntimeClass> classes = of(Map.of(
                "runsc.name", "gvisor",
                "runsc.overhead.memory", "120Mi",
                "runsc.overhead.cpu", "250m",
                "runsc.node-selector.\"example.com/gvisor\"", "true",
                "runc.enabled", "false",
                "kata.enabled", "true"), "runc", "runsc");

        assertThat(classes).extracting(RuntimeClass::getHandler).containsExactly("kata", "runsc");
        RuntimeClass gvisor = classes.get(1);
        assertThat(gvisor.getMetadata().getName()).isEqualTo("gvisor");
        assertThat(gvisor.getOverhead().getPodFixed()).extractingByKeys("memory", "cpu").asString()
                .isEqualTo("[120Mi, 250m]");
        assertThat(gvisor.getScheduling().getNodeSelector()).isEqualTo(Map.of("example.com/gvisor", "true"));
    }

    @ParameterizedTest
    @CsvSource({
            "runsc.name, gVisor, runsc.name",
            "runsc.name, runc, runsc.name",
            "runsc.overhead.memory, much, runsc.overhead.memory",
            "runsc.overhead.memory, -1, runsc.overhead.memory",
            "kata_qemu.name, kata, kata_qemu.enabled" })
    void whatKubernetesWouldRefuseIsToldByItsKey(String key, String value, String told) {
        assertThatThrownBy(() -> of(Map.of(key, value), "runc", "runsc")).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "quarkus.containerd.kubernetes.runtime-classes." + told.replace("kata_qemu", "\"kata_qemu\"")
                                + ": ");
    }

    private static List<RuntimeClass> of(Map<String, String> keys, String... known) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("quarkus.containerd.kubernetes.runtime-classes." + key, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder().withMapping(ContainerdBuildTimeConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100)).build();
        return RuntimeClasses.of(new TreeSet<>(List.of(known)),
                config.getConfigMapping(ContainerdBuildTimeConfig.class).kubernetes().runtimeClasses());
    }

    private static SmallRyeConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(properties, "test", 100)).build();
    }
}
