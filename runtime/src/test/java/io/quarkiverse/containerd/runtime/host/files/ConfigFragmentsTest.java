package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;

class ConfigFragmentsTest {

    private static final String REMEDY = ". Make it readable for this user, or remove it from"
            + " quarkus.containerd.config-fragments.";

    @TempDir
    Path temp;

    @Test
    void readsTheFilesInOrder() throws IOException {
        Path first = Files.writeString(temp.resolve("b"), "version = 2\n");
        Path second = Files.createSymbolicLink(temp.resolve("a"), Files.writeString(temp.resolve("target"), "root = \"ä\"\n"));
        assertThat(ConfigFragments.read(List.of(first, second))).containsExactly(new ConfigFragment(first, "version = 2\n"),
                new ConfigFragment(second, "root = \"ä\"\n"));
    }

    @Test
    void readsDirectoriesAndGlobsInTheOrderOfNames() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("conf.d"));
        for (String name : List.of("20.toml", "10.toml", "30-[x].toml", "README", ".40.toml")) {
            Files.writeString(directory.resolve(name), "# " + name);
        }

        assertThat(ConfigFragments.read(List.of(directory, directory.resolve("[12]0.toml"), directory.resolve("30-[x].toml"),
                directory.resolve("absent-*")))).extracting(fragment -> fragment.path().getFileName().toString())
                .containsExactly("10.toml", "20.toml", "30-[x].toml", "10.toml", "20.toml", "30-[x].toml");
    }

    @Test
    void namesTheDirectoryInAnotherThatIsNoFile() throws IOException {
        Path inside = Files.createDirectories(temp.resolve("conf.d/inside.toml"));
        assertThatThrownBy(() -> ConfigFragments.read(List.of(inside.getParent()))).isInstanceOf(HostException.class)
                .hasMessage(inside + " cannot be read: not a regular file" + REMEDY);
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        assertRefused(temp.resolve("missing"), "no such file or directory");
        assertRefused(temp.resolve("missing/*.toml"), "no such file or directory");
        assertRefused(Files.write(temp.resolve("latin1"), new byte[] { (byte) 0xe4 }), "not a text file in UTF-8");
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesSpecialFiles() throws IOException {
        Path fifo = temp.resolve("fifo");
        new Fifo(fifo, PosixFilePermissions.fromString("rw-------")).ensure();
        assertRefused(fifo, "not a regular file");
        assertRefused(Files.createSymbolicLink(temp.resolve("link"), fifo), "not a regular file");
        assertRefused(Path.of("/dev/zero"), "not a regular file");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> ConfigFragments.read(List.of(file))).isInstanceOf(HostException.class)
                .hasMessage(file + " cannot be read: " + reason + REMEDY);
    }
}
