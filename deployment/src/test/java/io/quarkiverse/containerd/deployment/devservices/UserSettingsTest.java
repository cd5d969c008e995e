package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class UserSettingsTest {

    private final UserSettings settings = new UserSettings(new SmallRyeConfigBuilder().addDefaultInterceptors()
            .withDefaultValue("quarkus.containerd.root", "/var/lib/containerd")
            .withSources(new EnvConfigSource(Map.of("QUARKUS_CONTAINERD_RUN_DIRECTORY", "/mine"), 300))
            .withSources(new PropertiesConfigSource(Map.of("quarkus.containerd.path", "/a,/b",
                    "quarkus.containerd.state", "${quarkus.containerd.run-directory}/state"), "application", 250))
            .build());

    @Test
    void aDefaultIsNotTheUsers() {
        assertThat(settings.configured("quarkus.containerd.root")).isFalse();
        assertThat(settings.path("quarkus.containerd.root")).isEmpty();
        assertThat(settings.configured("quarkus.containerd.snapshotter")).isFalse();
    }

    @Test
    void anySourceIs() {
        assertThat(settings.configured("quarkus.containerd.run-directory")).isTrue();
        assertThat(settings.configured("quarkus.containerd.state")).isTrue();
        assertThat(settings.path("quarkus.containerd.state")).contains(Path.of("/mine/state"));
        assertThat(settings.paths("quarkus.containerd.path")).containsExactly(Path.of("/a"), Path.of("/b"));
    }
}
