package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

/** A statically linked busybox, from Debian's package, kept in the user's cache. */
public final class BusyboxForTests {

    private static final String PACKAGE = "busybox-static";
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private BusyboxForTests() {
    }

    /** The program, fetched when it is asked for the first time. */
    public static Path executable() throws IOException {
        OsRelease os = OsRelease.ofThisMachine();
        PackageCache cache = new PackageCache(UserDirectories.ofThisProcess().cache().resolve("tests")
                .resolve(os.release() + "-" + System.getProperty("os.arch")));
        Optional<Path> present = find(cache);
        return present.isPresent() ? present.get() : fetch(os, cache);
    }

    private static Path fetch(OsRelease os, PackageCache cache) throws IOException {
        AptTools tools = AptTools.find(ExecutableLocator.forSearchPath(System.getenv("PATH")))
                .orElseThrow(() -> new IOException("these tests need Debian's apt to fetch " + PACKAGE));
        PackageFetcher fetcher = new PackageFetcher(os, Path.of("/etc/apt"), tools, new LocalCommandRunner(LIMIT),
                CurrentUser.isRoot(), line -> {
                });
        try (PackageCache.Session session = cache.open(() -> {
        })) {
            if (find(cache).isEmpty()) {
                fetcher.fetch(Optional.empty(), List.of(PACKAGE), cache, session);
            }
        }
        return find(cache).orElseThrow(() -> new IOException("there is no busybox in the package " + PACKAGE));
    }

    private static Optional<Path> find(PackageCache cache) throws IOException {
        if (!Files.isDirectory(cache.directory())) {
            return Optional.empty();
        }
        try (Stream<Path> packages = Files.list(cache.directory())) {
            return packages.filter(directory -> directory.getFileName().toString().startsWith(PACKAGE + "_"))
                    .flatMap(directory -> Stream.of(directory.resolve("bin/busybox"), directory.resolve("usr/bin/busybox")))
                    .filter(Files::isExecutable).findFirst();
        }
    }
}
