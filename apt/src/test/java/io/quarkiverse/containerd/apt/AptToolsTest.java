package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptToolsTest {

    private final AptTools tools = new AptTools(Path.of("/usr/bin/apt-get"), Path.of("/usr/bin/dpkg-deb"));

    @Test
    void commandsUseOurConfigurationAfterTheSystems() {
        assertThat(tools.update(Path.of("/c/apt.conf"))).containsExactly("/usr/bin/apt-get", "-q", "-c", "/c/apt.conf",
                "update");
        assertThat(tools.download(Path.of("/c/apt.conf"), List.of("runc", "containerd"))).containsExactly("/usr/bin/apt-get",
                "-q",
                "-c", "/c/apt.conf", "download", "runc", "containerd");
        assertThat(tools.downloadWithDependencies(Path.of("/c/apt.conf"), Path.of("/a"), "chromium")).containsExactly(
                "/usr/bin/apt-get", "-q", "-c", "/c/apt.conf", "install", "--download-only", "--yes",
                "--no-install-recommends", "-o", "Debug::NoLocking=true", "-o", "Dir::Cache::Archives=/a", "chromium");
        assertThat(tools.unpack(Path.of("/a/runc.deb"), Path.of("/b"))).containsExactly("/usr/bin/dpkg-deb", "-x",
                "/a/runc.deb",
                "/b");
    }

    @Test
    void bothProgramsAreNeeded(@TempDir Path directory) throws Exception {
        var executable = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
        SearchPath locator = new SearchPath(List.of(directory));

        Path aptGet = Files.createFile(directory.resolve("apt-get"), executable);
        assertThat(AptTools.find(locator)).isEmpty();

        Path dpkgDeb = Files.createFile(directory.resolve("dpkg-deb"), executable);
        assertThat(AptTools.find(locator)).contains(new AptTools(aptGet, dpkgDeb));
    }

    @Test
    void theConfigurationNeverTurnsVerificationOff() {
        for (boolean privateIndex : new boolean[] { false, true }) {
            assertThat(AptConfiguration.render(Path.of("/w"), privateIndex, Optional.empty()))
                    .contains("APT::Get::AllowUnauthenticated \"false\";", "Acquire::AllowInsecureRepositories \"false\";")
                    .contains("Dir::Cache \"/w/cache\";");
        }
    }

    @Test
    void onlyAPrivateIndexMovesTheListsAndSilencesHooks() {
        assertThat(AptConfiguration.render(Path.of("/w"), true, Optional.empty()))
                .contains("Dir::State::Lists \"/w/lists\";", "#clear APT::Update::Post-Invoke;")
                .contains("APT::Sandbox::User \"root\";");
        assertThat(AptConfiguration.render(Path.of("/w"), false, Optional.empty())).doesNotContain("Lists", "#clear")
                .contains("APT::Sandbox::User \"root\";");
    }

    @Test
    void sourcesOfOurOwnTakeThePlaceOfTheSystems() {
        assertThat(AptConfiguration.render(Path.of("/w"), true, Optional.of(Path.of("/w/suite.sources"))))
                .contains("Dir::Etc::SourceList \"/w/suite.sources\";", "Dir::Etc::SourceParts \"/dev/null\";",
                        "Acquire::AllowInsecureRepositories \"false\";");
        assertThat(AptConfiguration.render(Path.of("/w"), true, Optional.empty())).doesNotContain("Dir::Etc");
    }
}
