package io.quarkiverse.containerd.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableLocatorTest {

    @TempDir
    Path directory;

    @Test
    void theFirstDirectoryWins() throws IOException {
        Path first = executable("first/containerd");
        executable("second/containerd");

        assertThat(locator("none", "first", "second").find("containerd")).contains(first);
        assertThat(locator("first", "second").find("runc")).isEmpty();
    }

    @Test
    void aDirectoryAndAFileThatCannotBeRunAreNotExecutables() throws IOException {
        Files.createDirectories(directory.resolve("first/containerd"));
        file("second/containerd", "rw-r--r--");
        Path third = executable("third/containerd");

        assertThat(locator("first", "second", "third").find("containerd")).contains(third);
    }

    @Test
    void aLinkCountsAsItsTarget() throws IOException {
        executable("real/containerd-1.6");
        Path links = Files.createDirectories(directory.resolve("links"));
        Path link = Files.createSymbolicLink(links.resolve("containerd"), directory.resolve("real/containerd-1.6"));
        Files.createSymbolicLink(links.resolve("runc"), directory.resolve("real/gone"));

        assertThat(locator("links").find("containerd")).contains(link);
        assertThat(locator("links").find("runc")).isEmpty();
    }

    @Test
    void executablesThatBelongTogetherComeFromOneDirectory() throws IOException {
        executable("half/containerd");
        executable("whole/containerd");
        executable("whole/containerd-shim-runc-v2");

        assertThat(locator("half", "whole").findDirectory(ContainerdComponent.CONTAINERD.executables()))
                .contains(directory.resolve("whole"));
        assertThat(locator("half").findDirectory(ContainerdComponent.CONTAINERD.executables())).isEmpty();
    }

    @Test
    void theSearchPathComesBeforeTheUsualPlacesAndCountsOnce() {
        ExecutableLocator locator = ExecutableLocator.forSearchPath("/home/me/bin::bin:./x:/usr/bin");

        assertThat(locator.directories()).doesNotHaveDuplicates().startsWith(Path.of("/home/me/bin"), Path.of("/usr/bin"))
                .contains(Path.of("/usr/local/sbin"), Path.of("/opt/containerd/bin"), Path.of("/usr/lib/cni"))
                .allMatch(Path::isAbsolute);
        assertThat(ExecutableLocator.forSearchPath(null).directories()).startsWith(Path.of("/usr/local/sbin"));
    }

    private ExecutableLocator locator(String... names) {
        return new ExecutableLocator(List.of(names).stream().map(directory::resolve).toList());
    }

    private Path executable(String name) throws IOException {
        return file(name, "rwxr-xr-x");
    }

    private Path file(String name, String mode) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    }
}
