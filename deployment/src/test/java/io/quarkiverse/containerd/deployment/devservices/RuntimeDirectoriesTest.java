package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.CurrentUser;

class RuntimeDirectoriesTest {

    @TempDir
    Path directory;

    @Test
    void theUsersOwnRuntimeDirectoryComesFirst() {
        assertThat(RuntimeDirectories.of(Map.of("XDG_RUNTIME_DIR", directory.toString())))
                .startsWith(directory).contains(Path.of("/tmp")).allMatch(Files::isWritable);
        assertThat(RuntimeDirectories.of(Map.of("XDG_RUNTIME_DIR", directory.resolve("gone").toString())))
                .doesNotContain(directory.resolve("gone"));
    }

    @Test
    void aPrivateDirectoryIsMadeOnceAndNeverTakenFromSomebodyElse() throws Exception {
        int uid = CurrentUser.uid();
        Path own = directory.resolve("own");

        PrivateDirectory.create(own, uid);
        PrivateDirectory.create(own, uid);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own))).isEqualTo("rwx------");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwx-wx"));
        PrivateDirectory.create(own, uid);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own))).isEqualTo("rwxr-x--x");
        assertThatIOException().isThrownBy(() -> PrivateDirectory.create(own, uid + 1))
                .withMessageContaining("quarkus.containerd.state");
        Path link = Files.createSymbolicLink(directory.resolve("link"), own);
        assertThatIOException().isThrownBy(() -> PrivateDirectory.create(link, uid));
    }
}
