package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.host.files.Directories;

/**
 * Has the native libraries in the application's jars (Netty's, zstd, SHA-256) unpack themselves into a directory that only this
 * user can use. By default that is everybody's directory for temporary files, which may also forbid to run what is in it.
 */
final class NativeLibraries {

    private static final Logger LOG = Logger.getLogger(NativeLibraries.class);
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    /** The properties that tell each library's loader where to unpack it. */
    private static final List<String> PROPERTIES = List.of("io.netty.native.workdir", "ZstdTempFolder",
            "com.amazon.corretto.crypto.provider.tmpdir");

    private final Directories directories;
    private final Path root;
    private final Path directory;

    /** @param root containerd's root directory, from which programs can be run, unlike from {@code /run} */
    NativeLibraries(Directories directories, Path root) {
        this.directories = directories;
        this.root = root;
        this.directory = root.resolve("quarkus-containerd-native");
    }

    /**
     * Makes the directory, empties it of what a daemon that was killed has left, and names it to those that no property tells.
     */
    void unpackPrivately() {
        try {
            directories.ensure(root, PRIVATE);
            directories.ensure(directory, PRIVATE);
            removeLeftovers();
        } catch (IOException e) {
            LOG.infof("native libraries are unpacked into the directory for temporary files: %s", e.getMessage());
            return;
        }
        PROPERTIES.stream().filter(property -> System.getProperty(property) == null)
                .forEach(property -> System.setProperty(property, directory.toString()));
    }

    private void removeLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
