package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {

    @TempDir
    Path temp;

    @Test
    void isDeletedWithAllThatIsInIt() throws IOException {
        Path outside = Files.writeString(temp.resolve("outside"), "stays");
        Path directory = filled();
        Files.createSymbolicLink(directory.resolve("link"), outside);
        Files.createSymbolicLink(directory.resolve("linked"), temp);
        PrivateDirectory.delete(directory);
        assertThat(directory).doesNotExist();
        assertThat(outside).exists();
        PrivateDirectory.delete(directory);
    }

    @Test
    void staysWhileSomethingIsMountedBelowIt() throws IOException {
        Path directory = filled();
        String mount = "36 35 98:0 / %s rw,noatime - ext4 /dev/root rw\n";
        PrivateDirectory.delete(directory, mount.formatted("/") + mount.formatted(directory.resolve("deep/rootfs")));
        assertThat(directory.resolve("deep/file")).exists();
        PrivateDirectory.delete(directory, mount.formatted("/") + mount.formatted(directory + "2"));
        assertThat(directory).doesNotExist();
    }

    private Path filled() throws IOException {
        Path directory = temp.resolve("state");
        Files.writeString(Files.createDirectories(directory.resolve("deep")).resolve("file"), "");
        return directory;
    }
}
