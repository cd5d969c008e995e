package io.quarkiverse.containerd.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.ContainerdPackages;

/**
 * The containerd that tests run if they ask for no version: that in the directories of the system property
 * {@code containerd.test.path}; without it the installed one or the package of this machine's release.
 */
public final class LocalContainerd {

    private static final String PATH_PROPERTY = "containerd.test.path";

    private LocalContainerd() {
    }

    /** Returns its executables. */
    public static ContainerdBinaries binaries() {
        String property = System.getProperty(PATH_PROPERTY, "");
        try {
            return property.isEmpty()
                    ? ContainerdPackages.ofThisMachine(Optional.empty(), DebianPackage::report).resolve()
                    : ContainerdBinaries.installed(Arrays.stream(property.split(File.pathSeparator)).map(Path::of).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the directories of its programs, followed by the system's, separated as in PATH. */
    public static String searchPath() {
        return searchPath(binaries());
    }

    static String searchPath(ContainerdBinaries binaries) {
        List<Path> own = binaries.path();
        return Stream.concat(own.stream().map(Path::toString), Stream.of(System.getenv("PATH")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Finds a program in the directories of a search path. */
    static Optional<Path> find(String searchPath, String program) {
        return Arrays.stream(searchPath.split(File.pathSeparator)).map(element -> Path.of(element, program))
                .filter(Files::isExecutable).findFirst();
    }
}
