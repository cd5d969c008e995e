package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Fetches packages of a distribution by apt and unpacks them into a cache, installing nothing. */
final class PackageFetcher {

    private static final Path APT_DIRECTORY = Path.of("/etc/apt");
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

    private final OsRelease os;
    private final Path aptDirectory;
    private final AptTools tools;
    private final CommandRunner runner;
    private final Consumer<String> report;

    private PackageFetcher(OsRelease os, Path aptDirectory, AptTools tools, CommandRunner runner, Consumer<String> report) {
        this.os = os;
        this.aptDirectory = aptDirectory;
        this.tools = tools;
        this.runner = runner;
        this.report = report;
    }

    /**
     * Returns a fetcher, or nothing where packages are not Debian's or apt is not installed.
     *
     * @param aptDirectory the configuration of the system's apt
     * @param programs the directories of apt-get and dpkg-deb
     * @param report gets lines about the progress
     */
    static Optional<PackageFetcher> find(OsRelease os, Path aptDirectory, SearchPath programs, CommandRunner runner,
            Consumer<String> report) {
        return AptTools.find(programs).filter(tools -> os.isDebianFamily())
                .map(tools -> new PackageFetcher(os, aptDirectory, tools, runner, report));
    }

    /** Returns a fetcher that uses the apt of this machine. */
    static Optional<PackageFetcher> ofThisMachine(SearchPath programs, Consumer<String> report) throws IOException {
        return find(OsRelease.ofThisMachine(), APT_DIRECTORY, programs, new LocalCommandRunner(COMMAND_LIMIT), report);
    }

    /**
     * Fetches packages into a cache, once no other process does.
     *
     * @param suite the suite; the system's own if there is none
     * @param missing names of the packages that the cache lacks, asked for once nobody else can change it
     * @throws IOException when one of them cannot be fetched; the others may be in the cache
     */
    void fetch(Optional<String> suite, PackageCache cache, Supplier<List<String>> missing) throws IOException {
        try (PackageCache.Session session = cache
                .open(() -> report.accept("waiting for another process that fetches into " + cache.directory()))) {
            List<String> packages = missing.get();
            if (!packages.isEmpty()) {
                fetch(suite, packages, cache, session);
            }
        }
    }

    /**
     * Fetches a package of the system's own suite, and all that it depends on and is not installed, into one directory of a
     * cache, once no other process does.
     *
     * @param bundle the name by which the cache has the directory
     * @throws IOException when one of them cannot be fetched
     */
    void fetchWithDependencies(String name, String bundle, PackageCache cache) throws IOException {
        try (PackageCache.Session session = cache
                .open(() -> report.accept("waiting for another process that fetches into " + cache.directory()))) {
            if (cache.find(bundle).isPresent()) {
                return;
            }
            report.accept("fetching " + name + " of " + os.name() + " and what it depends on by apt into " + cache.directory());
            List<Path> archives = new AptDownload(tools, runner, report).downloadWithDependencies(name, session.work());
            Path unpacked = Files.createTempDirectory(session.work(), "unpacked-");
            for (Path archive : archives) {
                unpack(archive, unpacked, session.work());
            }
            String file = archives.stream().map(archive -> archive.getFileName().toString())
                    .filter(archive -> archive.startsWith(name + "_")).findFirst()
                    .orElseThrow(() -> new IOException(name + " is installed, and so apt-get did not download it"));
            cache.add(Path.of(bundle + file.substring(name.length())), unpacked);
        }
    }

    private void fetch(Optional<String> suite, Collection<String> packages, PackageCache cache, PackageCache.Session session)
            throws IOException {
        report.accept("fetching " + String.join(", ", packages) + " of " + suite.map(name -> "the suite " + name)
                .orElse(os.name()) + " by apt into " + cache.directory());
        long start = System.nanoTime();
        List<Path> archives = download(suite, packages, session.work());
        long bytes = 0;
        for (Path archive : archives) {
            bytes += Files.size(archive);
            Path unpacked = Files.createTempDirectory(session.work(), "unpacked-");
            unpack(archive, unpacked, session.work());
            cache.add(archive, unpacked);
        }
        String names = archives.stream().map(archive -> archive.getFileName().toString()).collect(Collectors.joining(", "));
        report.accept(String.format("fetched and unpacked %s: %d MB in %.1f s", names, bytes / 1_000_000,
                (System.nanoTime() - start) / 1e9));
    }

    private List<Path> download(Optional<String> suite, Collection<String> packages, Path work) throws IOException {
        AptDownload apt = new AptDownload(tools, runner, report);
        if (suite.isEmpty()) {
            return apt.download(packages, work);
        }
        String sources = AptSources.read(aptDirectory).ofSuite(os.release(), suite.get());
        if (sources.isEmpty()) {
            throw new IOException("no source in " + aptDirectory + " is of the suite " + os.release()
                    + ", so there is no telling which archive has the suite " + suite.get());
        }
        return apt.download(suite.get(), sources, packages, work);
    }

    private void unpack(Path archive, Path unpacked, Path work) throws IOException {
        CommandResult result = runner.run(tools.unpack(archive, unpacked), work, line -> {
        });
        if (!result.succeeded()) {
            throw new IOException("dpkg-deb could not unpack " + archive.getFileName() + ": "
                    + String.join("\n", result.lastLines()));
        }
    }
}
