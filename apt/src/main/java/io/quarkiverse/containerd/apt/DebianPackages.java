package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Packages of this machine's own release of Debian, unpacked into the user's cache when first asked for. */
public final class DebianPackages {

    private final PackageCache cache;
    private final PackageFetcher fetcher;

    private DebianPackages(PackageCache cache, PackageFetcher fetcher) {
        this.cache = cache;
        this.fetcher = fetcher;
    }

    /**
     * Returns the packages of this machine's release.
     *
     * @param report gets lines about the progress of downloads
     * @throws IOException if this machine has no apt, or its release cannot be read
     */
    public static DebianPackages ofThisMachine(Consumer<String> report) throws IOException {
        PackageFetcher fetcher = PackageFetcher.ofThisMachine(SearchPath.ofThisProcess(), report)
                .orElseThrow(() -> new IOException("apt-get and dpkg-deb are needed to fetch packages of Debian"));
        return new DebianPackages(PackageCache.ofThisMachine(UserCache.directory()), fetcher);
    }

    /**
     * Returns the directory with the files of a package, fetching the package if the cache lacks it.
     *
     * @param name the name of the package
     * @throws IOException if it cannot be fetched; the message ends with the last lines of apt's output
     */
    public Path directory(String name) throws IOException {
        Optional<Path> present = cache.find(name);
        if (present.isPresent()) {
            return present.get();
        }
        fetcher.fetch(Optional.empty(), cache, () -> cache.find(name).isPresent() ? List.of() : List.of(name));
        return cache.find(name).orElseThrow(() -> new IOException("apt-get downloaded no package " + name));
    }

    /**
     * Returns a directory with the files of a package and of all that it depends on and is not installed, fetching them if the
     * cache lacks them.
     *
     * @param name the name of a package that is not installed
     * @throws IOException if they cannot be fetched; the message ends with the last lines of apt's output
     */
    public Path directoryWithDependencies(String name) throws IOException {
        String bundle = name + "-with-dependencies";
        if (cache.find(bundle).isEmpty()) {
            fetcher.fetchWithDependencies(name, bundle, cache);
        }
        return cache.find(bundle).orElseThrow(() -> new IOException("apt-get downloaded no package " + name));
    }
}
