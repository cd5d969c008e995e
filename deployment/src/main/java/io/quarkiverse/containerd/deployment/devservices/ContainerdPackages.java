package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.ContainerdComponent;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.InstallationAdvice;

/**
 * Provides containerd, runc, the CNI plugins and runsc: what this machine has, then what was fetched before, then the
 * distribution's own packages, unpacked into a cache directory of the user. Nothing is installed.
 */
public final class ContainerdPackages {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.containerd.devservices");
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);
    private static final Duration RUNSC_RETRY = Duration.ofHours(1);
    private static final Path APT_DIRECTORY = Path.of("/etc/apt");
    private static final String PREFIX = "Dev Services for containerd: ";

    private final ExecutableLocator system;
    private final PackageSuites suites;
    private final PackageCache cache;
    private final Path aptDirectory;
    private final CommandRunner runner;
    private final boolean root;

    ContainerdPackages(ExecutableLocator system, PackageSuites suites, PackageCache cache, Path aptDirectory,
            CommandRunner runner, boolean root) {
        this.system = system;
        this.suites = suites;
        this.cache = cache;
        this.aptDirectory = aptDirectory;
        this.runner = runner;
        this.root = root;
    }

    /**
     * For this machine, its search path and the cache directory of this user.
     *
     * @param containerdSuite the suite that containerd is taken from; without one, what is installed or the system's own
     */
    public static ContainerdPackages ofThisMachine(Optional<String> containerdSuite) throws IOException {
        return ofThisMachine(ExecutableLocator.forSearchPath(System.getenv("PATH")), UserDirectories.ofThisProcess().cache(),
                containerdSuite);
    }

    /**
     * For this machine.
     *
     * @param system where installed executables are looked for
     * @param cacheDirectory where fetched packages are kept, for all distributions and architectures
     * @param containerdSuite the suite that containerd is taken from; without one, what is installed or the system's own
     * @throws ConfigurationException when no suite can have that name
     */
    public static ContainerdPackages ofThisMachine(ExecutableLocator system, Path cacheDirectory,
            Optional<String> containerdSuite) throws IOException {
        OsRelease os = OsRelease.ofThisMachine();
        PackageCache cache = new PackageCache(cacheDirectory.resolve(os.release() + "-" + System.getProperty("os.arch")));
        return new ContainerdPackages(system, new PackageSuites(os, containerdSuite), cache, APT_DIRECTORY,
                new LocalCommandRunner(COMMAND_LIMIT), CurrentUser.isRoot());
    }

    /** What is there already, installed or fetched before; nothing is run. */
    public ContainerdBinaries find() {
        return ContainerdBinaries.find(this::directory);
    }

    private Optional<Path> directory(ContainerdComponent component) {
        Optional<Path> installed = suites.takesInstalled(component) ? system.findDirectory(component.executables())
                : Optional.empty();
        return installed.or(() -> cache(suites.of(component)).find(component));
    }

    private PackageCache cache(Optional<String> suite) {
        return suite.map(cache::ofSuite).orElse(cache);
    }

    /**
     * All components that a node needs, fetching what is missing.
     *
     * @throws ContainerdUnavailableException when something is missing and cannot be fetched
     */
    public ContainerdBinaries resolve() {
        Set<ContainerdComponent> missing = missing(find());
        if (missing.isEmpty()) {
            return find();
        }
        PackageFetcher fetcher = fetcher().orElseThrow(() -> new ContainerdUnavailableException(advice(missing)
                + "\nDev Services fetch packages on Debian, Ubuntu and what is like them, where apt-get and dpkg-deb are"
                + " there; this is " + suites.os().name() + "."));
        try {
            Map<Optional<String>, List<ContainerdComponent>> bySuite = missing.stream()
                    .collect(Collectors.groupingBy(suites::of));
            // A suite that does not exist is said before the rest is downloaded
            List<Optional<String>> order = bySuite.keySet().stream().sorted(Comparator.comparing(Optional::isEmpty)).toList();
            for (Optional<String> suite : order) {
                fetch(fetcher, suite, bySuite.get(suite));
            }
        } catch (IOException e) {
            throw new ContainerdUnavailableException(advice(missing)
                    + "\nFetching the packages into " + cache.directory()
                    + " (key quarkus.containerd.devservices.cache-directory) failed: " + reason(e), e);
        }
        return find();
    }

    /**
     * All components that a node needs, and runsc where it can be had; where it cannot, the log says why.
     *
     * @throws ContainerdUnavailableException when something but runsc is missing and cannot be fetched
     */
    public ContainerdBinaries resolveWithRunsc() {
        ContainerdBinaries present = resolve();
        if (present.directory(ContainerdComponent.RUNSC).isPresent()) {
            return present;
        }
        runscObstacle().ifPresent(obstacle -> info("there is no runsc, so gVisor runs no pods: " + obstacle));
        return find();
    }

    /** Fetches runsc. @return why it could not be done */
    private Optional<String> runscObstacle() {
        String name = ContainerdComponent.RUNSC.debianPackage();
        Optional<PackageFetcher> fetcher = fetcher();
        if (fetcher.isEmpty() || !suites.fetches(ContainerdComponent.RUNSC)) {
            return Optional.of("it is not installed, and there is no package for " + suites.os().name()
                    + " that Dev Services could fetch");
        }
        Optional<String> suite = suites.of(ContainerdComponent.RUNSC);
        Optional<Instant> retry = cache(suite).missingSince(name)
                .map(since -> since.plus(RUNSC_RETRY).truncatedTo(ChronoUnit.SECONDS))
                .filter(Instant.now()::isBefore);
        if (retry.isPresent()) {
            return Optional.of("it could not be fetched lately; the next attempt is made after " + retry.get());
        }
        try {
            fetch(fetcher.get(), suite, List.of(ContainerdComponent.RUNSC));
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("runsc cannot be fetched", e);
            noteMissing(cache(suite), name);
            return Optional.of("it could not be fetched (" + shortReason(e) + ")");
        }
    }

    /** Otherwise each start without a network would wait for apt. */
    private static void noteMissing(PackageCache cache, String name) {
        try {
            cache.addMissing(name);
        } catch (IOException e) {
            LOG.debugf(e, "%s cannot be noted as missing", name);
        }
    }

    private Optional<PackageFetcher> fetcher() {
        return AptTools.find(system).filter(tools -> suites.os().isDebianFamily())
                .map(tools -> new PackageFetcher(suites.os(), aptDirectory, tools, runner, root, ContainerdPackages::info));
    }

    private void fetch(PackageFetcher fetcher, Optional<String> suite, Collection<ContainerdComponent> components)
            throws IOException {
        PackageCache target = cache(suite);
        try (PackageCache.Session session = target.open(() -> info("waiting for another process that fetches into "
                + target.directory()))) {
            List<String> packages = absent(components).stream().map(ContainerdComponent::debianPackage).toList();
            if (!packages.isEmpty()) {
                fetcher.fetch(suite, packages, target, session);
            }
        }
        List<ContainerdComponent> unpackedElsewhere = absent(components);
        if (!unpackedElsewhere.isEmpty()) {
            throw new IOException("The packages of " + suite.orElse(suites.os().name()) + " do not hold "
                    + unpackedElsewhere.stream().flatMap(component -> component.executables().stream())
                            .collect(Collectors.joining(", ")));
        }
    }

    private List<ContainerdComponent> absent(Collection<ContainerdComponent> components) {
        return components.stream().filter(component -> directory(component).isEmpty()).toList();
    }

    private static Set<ContainerdComponent> missing(ContainerdBinaries present) {
        Set<ContainerdComponent> missing = EnumSet.copyOf(ContainerdComponent.required());
        missing.removeAll(present.directories().keySet());
        return missing;
    }

    /** To install containerd is no remedy where another suite's is asked for. */
    private String advice(Set<ContainerdComponent> missing) {
        List<String> advice = new ArrayList<>();
        Set<ContainerdComponent> installable = EnumSet.noneOf(ContainerdComponent.class);
        missing.stream().filter(suites::takesInstalled).forEach(installable::add);
        if (!installable.equals(missing)) {
            advice.add(PackageSuites.KEY + " asks for containerd of the suite " + suites.containerd().orElseThrow()
                    + ", which is not there. Set it to a suite of this distribution that has containerd, or leave it out for an"
                    + " installed containerd or the system's own.");
        }
        if (!installable.isEmpty()) {
            advice.add(InstallationAdvice.missing(installable, system.directories()));
        }
        return String.join("\n", advice);
    }

    /** A file system's exception has the file for its message, and only its type says what is wrong with it. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException ? e.toString() : e.getMessage();
    }

    /** What apt gives as its first error, or the first line. */
    private static String shortReason(IOException e) {
        List<String> lines = reason(e).lines().map(String::strip).toList();
        return lines.stream().filter(line -> line.startsWith("E: ")).findFirst().orElse(lines.get(0));
    }

    private static void info(String message) {
        LOG.info(PREFIX + message);
    }
}
