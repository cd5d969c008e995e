package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.MinimalConfig;
import io.quarkiverse.containerd.testing.RealContainerd.Setup;

class DeprecationsTest {

    private static final Deprecation CONTROL_GROUPS = new Deprecation("io.containerd.deprecation/cgroup-v1",
            "The support for cgroup v1 is deprecated.");
    private static final Deprecation DEVICES = new Deprecation("io.containerd.deprecation/enable-cdi",
            "The `enable_cdi` property is deprecated.");

    @Test
    void eachIsToldOnceWithItsKey() {
        Deprecations deprecations = new Deprecations(() -> List.of(CONTROL_GROUPS, DEVICES));

        assertThat(deprecations.news()).containsExactly("The support for cgroup v1 is deprecated.",
                "The `enable_cdi` property is deprecated. It comes from quarkus.containerd.cri.cdi.enabled.");
        assertThat(deprecations.news()).isEmpty();
        assertThat(deprecations.newest()).containsExactly(CONTROL_GROUPS, DEVICES);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("containerd")
    void containerdTellsThatThePlaceOfCredentialsIsDeprecated(DebianContainerd version) throws Exception {
        try (ConnectedContainerd containerd = ConnectedContainerd.start(
                Setup.of(version).with((own, socket) -> Files.writeString(own.resolve("config.toml"),
                        configuration(own, socket))))) {
            List<String> news = new Deprecations(containerd.client()).news();

            if (version == DebianContainerd.V1_6) {
                assertThat(news).isEmpty();
            } else {
                assertThat(news).anySatisfy(sentence -> assertThat(sentence).contains("`configs` property", "deprecated")
                        .endsWith(" It comes from quarkus.containerd.registries."));
            }
        }
    }

    private static String configuration(Path own, Path socket) {
        return MinimalConfig.of(own, socket) + """
                [plugins."io.containerd.grpc.v1.cri".registry.configs."localhost:1".auth]
                username = "u"
                password = "p"
                """;
    }
}
