package io.quarkiverse.containerd.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCacheTest {

    @TempDir
    Path directory;

    @Test
    void nobodyElseCanHoldItsLock() throws IOException {
        Path lock = Files.createFile(directory.resolve(".lock"));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));

        new PackageCache(directory).open(() -> {
        }).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock))).isEqualTo("rw-------");
    }

    @Test
    void aLinkInThePlaceOfItsLockIsNotFollowed() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(directory.resolve(".lock"), elsewhere);

        assertThatThrownBy(() -> new PackageCache(directory).open(() -> {
        })).isInstanceOf(IOException.class);
        assertThat(elsewhere).doesNotExist();
    }
}
