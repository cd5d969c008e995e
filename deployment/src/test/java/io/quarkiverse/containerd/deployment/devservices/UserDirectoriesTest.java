package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDirectoriesTest {

    private static final Path HOME = Path.of("/home/me");

    @TempDir
    Path directory;

    @Test
    void packagesAreKeptInTheCacheOfTheUser() {
        assertThat(cache(Map.of("XDG_CACHE_HOME", "/fast/cache", "HOME", "/h")))
                .isEqualTo(Path.of("/fast/cache/quarkus-containerd"));
        assertThat(cache(Map.of("XDG_CACHE_HOME", "relative", "HOME", "/h")))
                .isEqualTo(Path.of("/h/.cache/quarkus-containerd"));
        assertThat(cache(Map.of("XDG_CACHE_HOME", ""))).isEqualTo(HOME.resolve(".cache/quarkus-containerd"));
    }

    private static Path cache(Map<String, String> environment) {
        return new UserDirectories(environment, HOME).cache();
    }

    @Test
    void theUsersOwnRuntimeDirectoryComesFirst() {
        assertThat(new UserDirectories(Map.of("XDG_RUNTIME_DIR", directory.toString()), HOME).runtimeBases())
                .startsWith(directory).contains(Path.of("/tmp")).allMatch(Files::isWritable);
        assertThat(new UserDirectories(Map.of("XDG_RUNTIME_DIR", directory.resolve("gone").toString()), HOME).runtimeBases())
                .doesNotContain(directory.resolve("gone"));
    }

    @Test
    void aPrivateDirectoryIsMadeOnceAndNeverTakenFromSomebodyElse() throws Exception {
        int uid = CurrentUser.uid();
        Path own = directory.resolve("own");

        PrivateDirectory.create(own, uid);
        PrivateDirectory.create(own, uid);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own))).isEqualTo("rwx------");
        assertThatIOException().isThrownBy(() -> PrivateDirectory.create(own, uid + 1))
                .withMessageContaining("quarkus.containerd.state");
        Path link = Files.createSymbolicLink(directory.resolve("link"), own);
        assertThatIOException().isThrownBy(() -> PrivateDirectory.create(link, uid));
    }
}
