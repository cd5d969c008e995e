package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.host.ContainerdComponent;
import io.quarkiverse.containerd.host.ExecutableLocator;
import io.quarkiverse.containerd.host.InstallationAdvice;

/**
 * Provides containerd, runc and the CNI plugins: what this machine has, then what was fetched before, then the distribution's
 * own
 * packages, unpacked into a cache directory of the user. Nothing is installed.
 */
public final class ContainerdPackages {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.containerd.devservices");
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);
    private static final String PREFIX = "Dev Services for containerd: ";

    private final ExecutableLocator system;
    private final OsRelease os;
    private final PackageCache cache;
    private final CommandRunner runner;
    private final boolean root;

    ContainerdPackages(ExecutableLocator system, OsRelease os, PackageCache cache, CommandRunner runner, boolean root) {
        this.system = system;
        this.os = os;
        this.cache = cache;
        this.runner = runner;
        this.root = root;
    }

    /** For this machine, its search path and the cache directory of this user. */
    public static ContainerdPackages ofThisMachine() throws IOException {
        return ofThisMachine(ExecutableLocator.forSearchPath(System.getenv("PATH")), UserDirectories.ofThisProcess().cache());
    }

    /**
     * For this machine.
     *
     * @param system where installed executables are looked for
     * @param cacheDirectory where fetched packages are kept, for all distributions and architectures
     */
    public static ContainerdPackages ofThisMachine(ExecutableLocator system, Path cacheDirectory) throws IOException {
        OsRelease os = OsRelease.ofThisMachine();
        PackageCache cache = new PackageCache(cacheDirectory.resolve(os.release() + "-" + System.getProperty("os.arch")));
        return new ContainerdPackages(system, os, cache, new LocalCommandRunner(COMMAND_LIMIT), CurrentUser.isRoot());
    }

    /** What is there already, installed or fetched before; nothing is run. */
    public ContainerdBinaries find() {
        return ContainerdBinaries.find(system, cache::find);
    }

    /**
     * All components, fetching what is missing.
     *
     * @throws ContainerdUnavailableException when something is missing and cannot be fetched
     */
    public ContainerdBinaries resolve() {
        ContainerdBinaries present = find();
        Set<ContainerdComponent> missing = missing(present);
        if (missing.isEmpty()) {
            return present;
        }
        AptTools tools = AptTools.find(system).filter(found -> os.isDebianFamily())
                .orElseThrow(() -> new ContainerdUnavailableException(InstallationAdvice.missing(missing, system.directories())
                        + "\nDev Services fetch packages on Debian, Ubuntu and what is like them, where apt-get and dpkg-deb are"
                        + " there; this is " + os.name() + "."));
        try {
            return fetch(tools);
        } catch (IOException e) {
            throw new ContainerdUnavailableException(InstallationAdvice.missing(missing, system.directories())
                    + "\nFetching the packages into " + cache.directory()
                    + " (key quarkus.containerd.devservices.cache-directory) failed: " + reason(e), e);
        }
    }

    /** A file system's exception has the file for its message, and only its type says what is wrong with it. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException ? e.toString() : e.getMessage();
    }

    private static Set<ContainerdComponent> missing(ContainerdBinaries present) {
        Set<ContainerdComponent> missing = EnumSet.allOf(ContainerdComponent.class);
        missing.removeAll(present.directories().keySet());
        return missing;
    }

    private ContainerdBinaries fetch(AptTools tools) throws IOException {
        try (PackageCache.Session session = cache.open(() -> info("waiting for another process that fetches into "
                + cache.directory()))) {
            Set<ContainerdComponent> missing = missing(find());
            if (!missing.isEmpty()) {
                fetch(tools, session, missing.stream().map(ContainerdComponent::debianPackage).toList());
            }
        }
        ContainerdBinaries binaries = find();
        Set<ContainerdComponent> unpackedElsewhere = missing(binaries);
        if (!unpackedElsewhere.isEmpty()) {
            throw new IOException("The packages of " + os.name() + " do not hold " + unpackedElsewhere.stream()
                    .flatMap(component -> component.executables().stream()).collect(Collectors.joining(", ")));
        }
        return binaries;
    }

    private void fetch(AptTools tools, PackageCache.Session session, Collection<String> packages) throws IOException {
        info("fetching " + String.join(", ", packages) + " of " + os.name() + " by apt into " + cache.directory());
        long start = System.nanoTime();
        List<Path> archives = new AptDownload(tools, runner, root, ContainerdPackages::info).download(packages,
                session.work());
        long bytes = 0;
        for (Path archive : archives) {
            bytes += Files.size(archive);
            unpack(tools, session, archive);
        }
        String names = archives.stream().map(archive -> archive.getFileName().toString()).collect(Collectors.joining(", "));
        info(String.format("fetched and unpacked %s: %d MB in %.1f s", names, bytes / 1_000_000,
                (System.nanoTime() - start) / 1e9));
    }

    private void unpack(AptTools tools, PackageCache.Session session, Path archive) throws IOException {
        Path unpacked = Files.createTempDirectory(session.work(), "unpacked-");
        CommandResult result = runner.run(tools.unpack(archive, unpacked), session.work(), line -> {
        });
        if (!result.succeeded()) {
            throw new IOException("dpkg-deb could not unpack " + archive.getFileName() + ": "
                    + String.join("\n", result.lastLines()));
        }
        cache.add(archive, unpacked);
    }

    private static void info(String message) {
        LOG.info(PREFIX + message);
    }
}
