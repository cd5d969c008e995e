package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.apt.DebianPackages;

/** Programs of Debian that only tests need, fetched into the user's cache when first asked for. */
public final class DebianPackage {

    private static final Logger LOG = Logger.getLogger(DebianPackage.class);

    private DebianPackage() {
    }

    static void report(String line) {
        LOG.info(line);
    }

    /** Returns the program {@code usr/bin/<name>} of the package of that name. */
    public static Path program(String name) {
        return program(name, name);
    }

    /** Returns the program {@code usr/bin/<name>} of a package. */
    public static Path program(String packageName, String name) {
        return directory(packageName).resolve("usr/bin").resolve(name);
    }

    /** Returns a statically linked busybox. */
    public static Path busybox() {
        Path files = directory("busybox-static");
        return Stream.of("bin/busybox", "usr/bin/busybox").map(files::resolve).filter(Files::isExecutable).findFirst()
                .orElseThrow();
    }

    /** Returns the directories of the libraries of packages, for {@code LD_LIBRARY_PATH}. */
    public static List<Path> libraries(String... packages) {
        return Arrays.stream(packages).flatMap(name -> libraries(directory(name)).stream()).toList();
    }

    /**
     * Returns the directories of libraries among the files of packages, for {@code LD_LIBRARY_PATH}; some libraries are in
     * directories of their own, where the linker would not look.
     */
    public static List<Path> libraries(Path files) {
        List<Path> directories = new ArrayList<>();
        for (String place : List.of("usr/lib", "lib")) {
            Path libraries = files.resolve(place);
            if (Files.isDirectory(libraries)) {
                try (Stream<Path> all = Files.walk(libraries, 3)) {
                    all.filter(file -> file.getFileName().toString().contains(".so")).map(Path::getParent).distinct()
                            .forEach(directories::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return directories;
    }

    /**
     * Returns a directory with the files of a package and of what it depends on; what the machine has installed is not among
     * them.
     */
    public static Path withDependencies(String name) {
        try {
            return DebianPackages.ofThisMachine(DebianPackage::report).directoryWithDependencies(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(String name) {
        try {
            return DebianPackages.ofThisMachine(DebianPackage::report).directory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
