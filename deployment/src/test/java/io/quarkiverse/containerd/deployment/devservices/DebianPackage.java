package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

/** Programs that only tests need, from packages of Debian; fetched into the user's cache when they are asked for first. */
public final class DebianPackage {

    private DebianPackage() {
    }

    /** The program {@code usr/bin/<name>} of the package of that name. */
    public static Path program(String name) {
        return directory(name).resolve("usr/bin").resolve(name);
    }

    /** The directories of the libraries of packages, for {@code LD_LIBRARY_PATH}. */
    public static List<Path> libraries(String... packages) {
        List<Path> directories = new ArrayList<>();
        for (String name : packages) {
            for (String place : List.of("usr/lib", "lib")) {
                Path libraries = directory(name).resolve(place);
                if (Files.isDirectory(libraries)) {
                    try (Stream<Path> architectures = Files.list(libraries)) {
                        architectures.filter(Files::isDirectory).forEach(directories::add);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
        return directories;
    }

    private static Path directory(String name) {
        try {
            PackageCache cache = new PackageCache(UserDirectories.ofThisProcess().cache()
                    .resolve(OsRelease.ofThisMachine().release() + "-" + System.getProperty("os.arch")));
            Optional<Path> present = find(cache, name);
            return present.isPresent() ? present.get() : fetch(cache, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path fetch(PackageCache cache, String name) throws IOException {
        AptTools tools = AptTools.find(ExecutableLocator.forSearchPath(System.getenv("PATH"))).orElseThrow();
        PackageFetcher fetcher = new PackageFetcher(OsRelease.ofThisMachine(), Path.of("/etc/apt"), tools,
                new LocalCommandRunner(Duration.ofMinutes(5)), CurrentUser.isRoot(), line -> {
                });
        try (PackageCache.Session session = cache.open(() -> {
        })) {
            if (find(cache, name).isEmpty()) {
                fetcher.fetch(Optional.empty(), List.of(name), cache, session);
            }
        }
        return find(cache, name).orElseThrow();
    }

    private static Optional<Path> find(PackageCache cache, String name) throws IOException {
        if (!Files.isDirectory(cache.directory())) {
            return Optional.empty();
        }
        try (Stream<Path> packages = Files.list(cache.directory())) {
            return packages.filter(unpacked -> unpacked.getFileName().toString().startsWith(name + "_")).findFirst();
        }
    }
}
