package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;

@Timeout(120)
class InstallationSearchTest {

    @TempDir
    Path directory;

    @Test
    void whatWasFoundEarlyIsWhatStarts() throws IOException {
        Path calls = directory.resolve("calls");
        InstallationSearch search = new InstallationSearch(finder(containerd("echo x >>" + calls)));
        search.begin();
        await("the search that nobody waits for").untilAsserted(() -> assertThat(calls).hasContent("x"));
        CurrentInstallation installation = search.result();
        assertThat(installation.version().toString()).isEqualTo("2.1.1");
        Installation started = installation.forStart(null);
        assertThat(started.executable()).isEqualTo(installation.executable());
        // its version was asked for once
        assertThat(calls).hasContent("x");
    }

    @Test
    void aSearchThatNobodyHasBegunIsMadeWhenItsResultIsWanted() throws IOException {
        assertThat(new InstallationSearch(finder(containerd(""))).result().version().toString()).isEqualTo("2.1.1");
    }

    @Test
    void aFailureIsToldToWhoWantsTheResult() {
        InstallationSearch search = new InstallationSearch(finder(directory.resolve("none")));
        search.begin();
        assertThatThrownBy(search::result).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd.executable: ");
    }

    private InstallationFinder finder(Path executable) {
        return new InstallationFinder(ConfigFixture.config(Map.of("executable", executable.toString(), "path",
                directory.toString())));
    }

    private Path containerd(String also) throws IOException {
        Path program = directory.resolve("containerd");
        Files.writeString(program, "#!/bin/sh\n" + also + "\n[ \"$1\" = --version ] && echo containerd x 2.1.1 y"
                + " || echo version = 3\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
