package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: this machine's apt, its sources, and an empty cache. */
@Tag("containerd")
class ContainerdPackagesFetchTest {

    private static final String NEXT_SUITE = "trixie";

    private final CommandRunner local = new LocalCommandRunner(Duration.ofMinutes(5));

    @TempDir
    Path directory;

    private SearchPath tools;

    @BeforeEach
    void onlyApt() throws IOException {
        assumeTrue(OsRelease.ofThisMachine().isDebianFamily());
        // What is installed on this machine must not be found
        Path bin = Files.createDirectory(directory.resolve("bin"));
        for (String name : List.of("apt-get", "dpkg-deb")) {
            Path program = Files.writeString(bin.resolve(name),
                    "#!/bin/sh\nexec " + SearchPath.ofThisProcess().find(name).orElseThrow() + " \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        tools = new SearchPath(List.of(bin));
    }

    @Test
    void whatIsFetchedRunsAndIsFetchedOnce() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        CommandRunner recording = (command, where, lines) -> {
            commands.add(command);
            return local.run(command, where, lines);
        };

        ContainerdBinaries binaries = packages(recording, Optional.empty()).resolveWithRunsc();

        assertThat(version(binaries.executable().orElseThrow())).contains("containerd");
        assertThat(version(binaries.path().get(1).resolve("runc"))).contains("runc version");
        assertThat(version(binaries.directory(ContainerdPackage.RUNSC).orElseThrow().resolve("runsc")))
                .contains("runsc version");
        assertThat(binaries.cniBinDirectory().orElseThrow().resolve("bridge")).isExecutable();
        assertThat(commands).isNotEmpty();

        commands.clear();
        assertThat(packages(recording, Optional.empty()).resolveWithRunsc()).isEqualTo(binaries);
        assertThat(commands).isEmpty();
    }

    @Test
    void aSystemWithoutAnIndexGetsAPrivateOne() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        CommandRunner withoutIndex = (command, where, lines) -> {
            commands.add(command);
            return commands.size() == 1 ? new CommandResult(100, List.of("E: Unable to locate package"))
                    : local.run(command, where, lines);
        };

        ContainerdBinaries binaries = packages(withoutIndex, Optional.empty()).resolve();

        assertThat(commands.get(1)).contains("update");
        assertThat(version(binaries.executable().orElseThrow())).contains("containerd");
    }

    @Test
    void containerdOfAnotherSuiteRunsBesideTheRestOfTheSystems() throws IOException {
        ContainerdBinaries binaries = packages(local, Optional.of(NEXT_SUITE)).resolve();

        assertThat(version(binaries.executable().orElseThrow())).contains(" 1.7.");
        assertThat(version(binaries.path().get(1).resolve("runc"))).contains("runc version");
        assertThat(packages(local, Optional.empty()).find().executable()).isEmpty();
    }

    @Test
    void aSuiteThatTheArchiveDoesNotHaveIsReportedWithAptsError() {
        assertThatThrownBy(() -> packages(local, Optional.of("no-such-suite")).resolve())
                .isInstanceOf(PackagesUnavailableException.class)
                .hasMessageStartingWith("containerd, runc, ").hasMessageContaining("containerd/no-such-suite")
                .hasMessageContaining("E: The repository");
    }

    private ContainerdPackages packages(CommandRunner runner, Optional<String> suite) throws IOException {
        OsRelease os = OsRelease.ofThisMachine();
        return new ContainerdPackages(tools, new PackageSuites(os, suite), new PackageCache(directory.resolve("cache")),
                PackageFetcher.find(os, Path.of("/etc/apt"), tools, runner, line -> {
                }), line -> {
                });
    }

    private String version(Path program) throws IOException {
        CommandResult result = local.run(List.of(program.toString(), "--version"), directory, line -> {
        });
        assertThat(result.exitCode()).isZero();
        return String.join("\n", result.lastLines());
    }
}
