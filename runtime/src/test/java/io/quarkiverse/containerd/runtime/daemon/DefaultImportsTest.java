package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;

class DefaultImportsTest {

    @TempDir
    Path directory;

    @Test
    void settingsThatNothingBringsAreNoted() throws Exception {
        assertThat(note(Map.of())).isEmpty();

        Files.createFile(directory.resolve("99-nvidia.toml"));
        Files.createFile(directory.resolve("10-site.toml"));
        Files.createFile(directory.resolve("README"));
        assertThat(note(Map.of())).get().asString()
                .startsWith(directory + " has 10-site.toml, 99-nvidia.toml, which containerd's own")
                .contains("add the directory to quarkus.containerd.config-fragments");
        assertThat(note(Map.of("config-fragments", "/etc/other," + directory))).isEmpty();
        assertThat(note(Map.of("config-fragments", directory + "/*-nvidia.toml"))).isEmpty();
        assertThat(DefaultImports.note(ConfigFixture.config(Map.of()), directory.resolve("absent"))).isEmpty();
    }

    private Optional<String> note(Map<String, String> keys) {
        return DefaultImports.note(ConfigFixture.config(keys), directory);
    }
}
