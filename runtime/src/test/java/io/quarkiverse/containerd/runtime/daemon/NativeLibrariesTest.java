package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.files.Directories;

class NativeLibrariesTest {

    private static final List<String> PROPERTIES = List.of("io.netty.native.workdir", "ZstdTempFolder",
            "com.amazon.corretto.crypto.provider.tmpdir");

    private final Properties before = new Properties();

    @TempDir
    Path temp;

    @BeforeEach
    void forget() {
        before.putAll(System.getProperties());
        PROPERTIES.forEach(System::clearProperty);
    }

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @Test
    void unpackThemselvesIntoAPrivateDirectory() throws IOException {
        Path directory = temp.resolve("root/quarkus-containerd-native");

        new NativeLibraries(new Directories(true), temp.resolve("root")).unpackPrivately();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
        assertThat(PROPERTIES).extracting(System::getProperty).containsOnly(directory.toString());
    }

    @Test
    void whatAKilledDaemonHasLeftIsRemoved() throws IOException {
        Path directory = Files.createDirectories(temp.resolve("root/quarkus-containerd-native"));
        Files.createFile(directory.resolve("libx1.so"));

        new NativeLibraries(new Directories(true), temp.resolve("root")).unpackPrivately();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aPropertyThatIsSetStays() {
        System.setProperty("io.netty.native.workdir", "/elsewhere");

        new NativeLibraries(new Directories(true), temp.resolve("root")).unpackPrivately();

        assertThat(System.getProperty("io.netty.native.workdir")).isEqualTo("/elsewhere");
    }

    @Test
    void withoutASafeDirectoryTheyAreUnpackedAsEver() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        new NativeLibraries(new Directories(true), open.resolve("root")).unpackPrivately();

        assertThat(PROPERTIES).extracting(System::getProperty).containsOnlyNulls();
    }
}
