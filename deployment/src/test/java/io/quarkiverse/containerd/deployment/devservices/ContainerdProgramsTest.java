package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.apt.ContainerdPackage;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.daemon.ProgressLine;
import io.quarkiverse.containerd.runtime.host.ContainerdComponent;

/** The messages when programs are missing; no file can be created in the cache directory. */
class ContainerdProgramsTest {

    private static final ProgressLine UNTOLD = progress -> {
    };
    private static final String SUITE = "quarkus.containerd.devservices.containerd-suite";

    @Test
    void aSuiteThatCannotBeFetchedIsNamedWithItsKey() {
        assertThatThrownBy(() -> programs(Optional.of("trixy")).resolve(UNTOLD))
                .isInstanceOf(ContainerdUnavailableException.class)
                .hasMessageStartingWith(SUITE + " asks for containerd of the suite trixy")
                .hasMessageContaining("quarkus.containerd.devservices.cache-directory");
    }

    @Test
    void aSuiteThatCannotExistIsNamedWithItsKey() {
        assertThatThrownBy(() -> programs(Optional.of("tri xie")).resolve(UNTOLD)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(SUITE + ": \"tri xie\" is not the name of a suite");
    }

    @ParameterizedTest
    @EnumSource
    void theComponentsOfANodeAreTheSameAtBuildTimeAndAtRunTime(ContainerdPackage fetched) {
        ContainerdComponent component = ContainerdComponent.valueOf(fetched.name());

        assertThat(component.executables()).isEqualTo(fetched.executables());
        assertThat(component.debianPackage()).isEqualTo(fetched.packageName());
    }

    @Test
    void noComponentIsMissingAtBuildTime() {
        assertThat(Arrays.stream(ContainerdPackage.values()).map(Enum::name))
                .containsExactly(Arrays.stream(ContainerdComponent.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void aCacheThatSomebodyElseCouldChangeIsNotUsed(@TempDir Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        ContainerdPrograms programs = new ContainerdPrograms(Optional.empty(), List.of(), directory.resolve("cache"),
                Optional.empty(), false);

        assertThatThrownBy(() -> programs.resolve(UNTOLD)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(ContainerdPrograms.CACHE + ": " + directory + " can be written by everybody")
                .hasMessageEndingWith(", or configure another path");
    }

    private static ContainerdPrograms programs(Optional<String> suite) {
        return new ContainerdPrograms(Optional.empty(), List.of(), Path.of("/dev/null/cache"), suite, false);
    }
}
