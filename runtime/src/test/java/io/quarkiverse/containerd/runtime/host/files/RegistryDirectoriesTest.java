package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

class RegistryDirectoriesTest {

    @TempDir
    Path temp;

    private final RegistryDirectories registries = new RegistryDirectories(new Directories(true));
    private Path root;

    @BeforeEach
    void nameTheDirectory() {
        root = temp.resolve("registries");
    }

    @Test
    void eachRegistryGetsAPrivateDirectory() throws IOException {
        assertThat(registries.install(of("docker.io", "r:5000")))
                .containsExactly(root.resolve("docker.io/hosts.toml"), root.resolve("r:5000/hosts.toml"));

        for (Path directory : new Path[] { root, root.resolve("docker.io"), root.resolve("r:5000") }) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("docker.io/hosts.toml"))))
                .isEqualTo("rw-------");
        assertThat(registries.install(of("docker.io", "r:5000"))).isEmpty();
    }

    @Test
    void whatAKilledDaemonHasBegunIsRemoved() throws IOException {
        registries.install(of("docker.io"));
        Path unfinished = Files.createFile(root.resolve("docker.io/.hosts.toml.1.tmp"));

        assertThat(registries.install(of("docker.io"))).isEmpty();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void removedRegistriesAreRemoved() throws IOException {
        registries.install(of("docker.io", "gone.example"));

        assertThat(registries.install(of("docker.io"))).containsExactly(root.resolve("gone.example"));
        assertThat(root.resolve("gone.example")).doesNotExist();
        assertThat(root.resolve("docker.io/hosts.toml")).exists();
        assertThat(registries.install(of())).containsExactly(root.resolve("docker.io"));
    }

    @Test
    void whatOthersHaveWrittenStays() throws IOException {
        Path others = Files.createDirectories(root.resolve("others.example"));
        Files.writeString(others.resolve("hosts.toml"), "server = 'https://x'");
        registries.install(of("gone.example"));
        Files.writeString(root.resolve("gone.example/extra.crt"), "certificate");

        registries.install(of());

        assertThat(others.resolve("hosts.toml")).hasContent("server = 'https://x'");
        assertThat(root.resolve("gone.example/extra.crt")).exists();
        assertThat(root.resolve("gone.example/hosts.toml")).doesNotExist();
    }

    @Test
    void aLinkInThePlaceOfARegistrysDirectoryIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve(RegistryDirectories.MARKER));
        Files.createFile(elsewhere.resolve("hosts.toml"));
        Files.createDirectory(root);
        Files.createSymbolicLink(root.resolve("docker.io"), elsewhere);

        assertThat(registries.install(of())).isEmpty();
        assertThatThrownBy(() -> registries.install(of("docker.io"))).isInstanceOf(HostException.class)
                .hasMessageContaining(root.resolve("docker.io") + " is a symbolic link");
        assertThat(elsewhere.resolve("hosts.toml")).isEmptyFile();
    }

    @Test
    void aFileThatSomebodyElseWroteIsNotOverwritten() throws IOException {
        Path theirs = Files.createDirectories(root.resolve("docker.io")).resolve("hosts.toml");
        Files.writeString(theirs, "server = 'https://x'");

        assertThatThrownBy(() -> registries.install(of("docker.io"))).isInstanceOf(HostException.class)
                .hasMessageContaining(root.resolve("docker.io") + " has a hosts.toml that was not written by this daemon");
        assertThat(theirs).hasContent("server = 'https://x'");
    }

    @Test
    void withoutRegistriesNothingIsMade() throws IOException {
        assertThat(registries.install(of())).isEmpty();
        assertThat(root).doesNotExist();
    }

    private HostsDirectory of(String... names) {
        return new HostsDirectory(root, Arrays.stream(names).map(name -> new RenderedFile(
                root.resolve(name).resolve("hosts.toml"), "# " + name, PosixFilePermissions.fromString("rw-------"))).toList());
    }
}
