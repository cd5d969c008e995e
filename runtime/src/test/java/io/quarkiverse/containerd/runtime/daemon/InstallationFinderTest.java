package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;

class InstallationFinderTest {

    @TempDir
    Path directory;

    @Test
    void certificatesOfRegistriesMustBeThere() throws Exception {
        Path there = Files.createFile(directory.resolve("there.crt"));
        Path missing = directory.resolve("missing.crt");

        refuses("registries.r.ca", Map.of("registries.r.ca", there + "," + missing), missing);
        refuses("registries.r.client-certificate", Map.of("registries.r.client-certificate", missing.toString()), missing);
        refuses("registries.r.mirrors[0].client-key", Map.of("registries.r.mirrors[0].url", "https://m",
                "registries.r.mirrors[0].client-certificate", there.toString(),
                "registries.r.mirrors[0].client-key", directory.toString()), directory);
    }

    private static void refuses(String key, Map<String, String> keys, Path file) {
        assertThatThrownBy(() -> new InstallationFinder(ConfigFixture.config(keys)).find())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": " + file + " is not a file that can be read");
    }
}
