package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Fetches packages of a distribution by apt and unpacks them into a cache, installing nothing. */
final class PackageFetcher {

    private final OsRelease os;
    private final Path aptDirectory;
    private final AptTools tools;
    private final CommandRunner runner;
    private final boolean root;
    private final Consumer<String> report;

    /**
     * @param aptDirectory where the system's apt is configured
     * @param report gets lines about the progress
     */
    PackageFetcher(OsRelease os, Path aptDirectory, AptTools tools, CommandRunner runner, boolean root,
            Consumer<String> report) {
        this.os = os;
        this.aptDirectory = aptDirectory;
        this.tools = tools;
        this.runner = runner;
        this.root = root;
        this.report = report;
    }

    /**
     * Fetches packages into a cache that is locked.
     *
     * @param suite the suite; the system's own if there is none
     * @param packages names of packages
     * @throws IOException when one of them cannot be had; the others may be in the cache
     */
    void fetch(Optional<String> suite, Collection<String> packages, PackageCache cache, PackageCache.Session session)
            throws IOException {
        report.accept("fetching " + String.join(", ", packages) + " of " + suite.map(name -> "the suite " + name)
                .orElse(os.name()) + " by apt into " + cache.directory());
        long start = System.nanoTime();
        List<Path> archives = download(suite, packages, session.work());
        long bytes = 0;
        for (Path archive : archives) {
            bytes += Files.size(archive);
            unpack(archive, cache, session.work());
        }
        String names = archives.stream().map(archive -> archive.getFileName().toString()).collect(Collectors.joining(", "));
        report.accept(String.format("fetched and unpacked %s: %d MB in %.1f s", names, bytes / 1_000_000,
                (System.nanoTime() - start) / 1e9));
    }

    private List<Path> download(Optional<String> suite, Collection<String> packages, Path work) throws IOException {
        AptDownload apt = new AptDownload(tools, runner, root, report);
        if (suite.isEmpty()) {
            return apt.download(packages, work);
        }
        String sources = AptSources.read(aptDirectory).ofSuite(os.release(), suite.get());
        if (sources.isEmpty()) {
            throw new IOException("no source in " + aptDirectory + " is of the suite " + os.release()
                    + ", so the archive that has the suite " + suite.get() + ", too, cannot be told");
        }
        return apt.download(suite.get(), sources, packages, work);
    }

    private void unpack(Path archive, PackageCache cache, Path work) throws IOException {
        Path unpacked = Files.createTempDirectory(work, "unpacked-");
        CommandResult result = runner.run(tools.unpack(archive, unpacked), work, line -> {
        });
        if (!result.succeeded()) {
            throw new IOException("dpkg-deb could not unpack " + archive.getFileName() + ": "
                    + String.join("\n", result.lastLines()));
        }
        cache.add(archive, unpacked);
    }
}
