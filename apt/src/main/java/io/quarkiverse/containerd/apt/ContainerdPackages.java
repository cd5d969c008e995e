package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

/**
 * Provides containerd, runc, the CNI plugins and runsc: installed ones, else those fetched before, else the distribution's
 * packages, unpacked into a cache directory of the user. Nothing is installed.
 */
public final class ContainerdPackages {

    private static final Logger LOG = Logger.getLogger(ContainerdPackages.class);
    private static final Duration RUNSC_RETRY = Duration.ofHours(1);

    private final SearchPath system;
    private final PackageSuites suites;
    private final PackageCache cache;
    private final Optional<PackageFetcher> fetcher;
    private final Consumer<String> report;

    ContainerdPackages(SearchPath system, PackageSuites suites, PackageCache cache, Optional<PackageFetcher> fetcher,
            Consumer<String> report) {
        this.system = system;
        this.suites = suites;
        this.cache = cache;
        this.fetcher = fetcher;
        this.report = report;
    }

    /** Returns the directory that packages of all distributions and architectures are kept in unless another one is given. */
    public static Path defaultCacheDirectory() {
        return UserCache.directory();
    }

    /**
     * Returns the packages of this machine, installed in its usual directories or kept in the default cache directory.
     *
     * @param containerdSuite the suite that containerd is taken from; if empty, the installed one or the system's own suite
     * @param report gets lines about the progress of downloads
     * @throws IOException if this machine's release cannot be read
     * @throws IllegalArgumentException if no suite can have that name
     */
    public static ContainerdPackages ofThisMachine(Optional<String> containerdSuite, Consumer<String> report)
            throws IOException {
        return ofThisMachine(SearchPath.ofThisProcess(), defaultCacheDirectory(), containerdSuite, report);
    }

    /**
     * Returns the packages of this machine.
     *
     * @param searchPath the directories of installed programs, the most wanted first
     * @param cacheDirectory holds fetched packages, of all distributions and architectures
     * @param containerdSuite the suite that containerd is taken from; if empty, the installed one or the system's own suite
     * @param report gets lines about the progress of downloads
     * @throws IOException if this machine's release cannot be read
     * @throws IllegalArgumentException if no suite can have that name
     */
    public static ContainerdPackages ofThisMachine(List<Path> searchPath, Path cacheDirectory,
            Optional<String> containerdSuite, Consumer<String> report) throws IOException {
        return ofThisMachine(new SearchPath(searchPath), cacheDirectory, containerdSuite, report);
    }

    private static ContainerdPackages ofThisMachine(SearchPath system, Path cacheDirectory, Optional<String> containerdSuite,
            Consumer<String> report) throws IOException {
        return new ContainerdPackages(system, new PackageSuites(OsRelease.ofThisMachine(), containerdSuite),
                PackageCache.ofThisMachine(cacheDirectory), PackageFetcher.ofThisMachine(system, report), report);
    }

    /** Finds what is installed or has been fetched before; runs no program. */
    public ContainerdBinaries find() {
        return ContainerdBinaries.find(this::directory);
    }

    private Optional<Path> directory(ContainerdPackage of) {
        Optional<Path> installed = suites.acceptsInstalled(of) ? system.findDirectory(of.executables()) : Optional.empty();
        return installed.or(() -> cache(suites.of(of)).find(of));
    }

    private PackageCache cache(Optional<String> suite) {
        return suite.map(cache::ofSuite).orElse(cache);
    }

    /**
     * Returns everything that a node needs, after fetching what is missing.
     *
     * @throws PackagesUnavailableException if something is missing and cannot be fetched
     */
    public ContainerdBinaries resolve() {
        Set<ContainerdPackage> missing = missing(find());
        if (missing.isEmpty()) {
            return find();
        }
        PackageFetcher available = fetcher.orElseThrow(() -> new PackagesUnavailableException(missing,
                "Packages can be fetched on Debian, Ubuntu and their derivatives, where apt-get and dpkg-deb are installed;"
                        + " this is " + suites.os().name() + ".",
                null));
        try {
            Map<Optional<String>, List<ContainerdPackage>> bySuite = missing.stream()
                    .collect(Collectors.groupingBy(suites::of));
            // A suite that does not exist is reported before anything else is downloaded
            List<Optional<String>> order = bySuite.keySet().stream().sorted(Comparator.comparing(Optional::isEmpty)).toList();
            for (Optional<String> suite : order) {
                fetch(available, suite, bySuite.get(suite));
            }
        } catch (IOException e) {
            throw new PackagesUnavailableException(missing,
                    "Fetching the packages into " + cache.directory() + " failed: " + reason(e), e);
        }
        return find();
    }

    /**
     * Returns everything that a node needs, and runsc if it can be fetched; if not, the report says why.
     *
     * @throws PackagesUnavailableException if something other than runsc is missing and cannot be fetched
     */
    public ContainerdBinaries resolveWithRunsc() {
        ContainerdBinaries present = resolve();
        if (present.directory(ContainerdPackage.RUNSC).isPresent()) {
            return present;
        }
        fetchRunsc().ifPresent(
                obstacle -> report.accept("there is no runsc, so pods cannot be run by gVisor: " + obstacle));
        return find();
    }

    /** Fetches runsc; returns the reason if that fails. */
    private Optional<String> fetchRunsc() {
        String name = ContainerdPackage.RUNSC.packageName();
        if (fetcher.isEmpty() || !suites.fetches(ContainerdPackage.RUNSC)) {
            return Optional.of("it is not installed, and no package for " + suites.os().name() + " can be fetched");
        }
        Optional<String> suite = suites.of(ContainerdPackage.RUNSC);
        Optional<Instant> retry = cache(suite).missingSince(name)
                .map(since -> since.plus(RUNSC_RETRY).truncatedTo(ChronoUnit.SECONDS))
                .filter(Instant.now()::isBefore);
        if (retry.isPresent()) {
            return Optional.of("it could not be fetched lately; the next attempt is made after " + retry.get());
        }
        try {
            fetch(fetcher.get(), suite, List.of(ContainerdPackage.RUNSC));
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("runsc cannot be fetched", e);
            rememberMissing(cache(suite), name);
            return Optional.of("it could not be fetched (" + shortReason(e) + ")");
        }
    }

    /** Otherwise each start without a network would wait for apt. */
    private static void rememberMissing(PackageCache cache, String name) {
        try {
            cache.addMissing(name);
        } catch (IOException e) {
            LOG.debugf(e, "%s cannot be remembered as missing", name);
        }
    }

    private void fetch(PackageFetcher available, Optional<String> suite, Collection<ContainerdPackage> packages)
            throws IOException {
        available.fetch(suite, cache(suite),
                () -> absent(packages).stream().map(ContainerdPackage::packageName).toList());
        List<ContainerdPackage> withoutExecutables = absent(packages);
        if (!withoutExecutables.isEmpty()) {
            throw new IOException("The packages of " + suite.orElse(suites.os().name()) + " do not hold "
                    + withoutExecutables.stream().flatMap(each -> each.executables().stream())
                            .collect(Collectors.joining(", ")));
        }
    }

    private List<ContainerdPackage> absent(Collection<ContainerdPackage> packages) {
        return packages.stream().filter(each -> directory(each).isEmpty()).toList();
    }

    private static Set<ContainerdPackage> missing(ContainerdBinaries present) {
        Set<ContainerdPackage> missing = EnumSet.copyOf(ContainerdPackage.required());
        missing.removeAll(present.directories().keySet());
        return missing;
    }

    /** The message of some of a file system's exceptions is only the file. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return e.getMessage() + ": permission denied";
        }
        return e instanceof NoSuchFileException ? e.getMessage() + ": no such file or directory" : e.getMessage();
    }

    /** Returns the first error that apt reports, or the first line. */
    private static String shortReason(IOException e) {
        List<String> lines = reason(e).lines().map(String::strip).toList();
        return lines.stream().filter(line -> line.startsWith("E: ")).findFirst().orElse(lines.get(0));
    }
}
