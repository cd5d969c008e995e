package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.ContainerdPackage;
import io.quarkiverse.containerd.apt.ContainerdPackages;
import io.quarkiverse.containerd.apt.PackagesUnavailableException;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.daemon.ProgressLine;
import io.quarkiverse.containerd.runtime.host.ContainerdComponent;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.InstallationAdvice;
import io.quarkiverse.containerd.runtime.host.files.PathOwnership;

/**
 * The programs that Dev Services run: the configured ones, else installed ones, else packages of the distribution.
 *
 * @param executable the configured containerd
 * @param path the configured directories of its programs
 * @param cache the directory of fetched packages
 * @param suite the configured suite of containerd
 * @param runsc whether runsc is wanted
 */
record ContainerdPrograms(Optional<Path> executable, List<Path> path, Path cache, Optional<String> suite, boolean runsc) {

    static final String SUITE = "quarkus.containerd.devservices.containerd-suite";
    static final String CACHE = "quarkus.containerd.devservices.cache-directory";

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.containerd.devservices");

    ContainerdPrograms {
        path = List.copyOf(path);
    }

    /**
     * Finds or fetches the programs.
     *
     * @param progress is told how far a download is
     * @throws ContainerdUnavailableException if one of them is missing and cannot be fetched
     * @throws ConfigurationException if no suite can have the configured name, or somebody else could change what is fetched
     */
    ContainerdBinaries resolve(ProgressLine progress) throws IOException {
        List<Path> searchPath = searchPath();
        if (executable.isPresent()) {
            return ContainerdBinaries.installed(searchPath);
        }
        requireSafeCache();
        try {
            ContainerdPackages packages = ContainerdPackages.ofThisMachine(searchPath, cache, suite,
                    line -> tell("Dev Services for containerd: " + line, progress));
            return runsc ? packages.resolveWithRunsc() : packages.resolve();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(SUITE, e.getMessage());
        } catch (PackagesUnavailableException e) {
            throw unavailable(e, searchPath);
        }
    }

    /** Only percentages are out of date with the next line. */
    private static void tell(String line, ProgressLine progress) {
        if (line.endsWith("%")) {
            progress.tell(line);
        } else {
            LOG.info(line);
        }
    }

    /** What is in the cache is run. */
    private void requireSafeCache() throws IOException {
        PathOwnership.weakness(cache).ifPresent(weakness -> {
            throw new ConfigurationException(CACHE, weakness + ", or configure another path");
        });
    }

    private List<Path> searchPath() {
        List<Path> directories = new ArrayList<>(path);
        executable.map(Path::getParent).ifPresent(directories::add);
        directories.addAll(ExecutableLocator.forSearchPath(System.getenv("PATH")).directories());
        return directories;
    }

    /** Names the keys that help, which are not known where packages are fetched. */
    private ContainerdUnavailableException unavailable(PackagesUnavailableException failure, List<Path> searchPath) {
        // Installing containerd does not help if another suite's is configured
        boolean ofSuite = suite.isPresent() && failure.missing().contains(ContainerdPackage.CONTAINERD);
        Set<ContainerdComponent> installable = failure.missing().stream()
                .filter(each -> !(ofSuite && each == ContainerdPackage.CONTAINERD))
                .map(each -> ContainerdComponent.valueOf(each.name())).collect(Collectors.toSet());
        Stream<String> suiteAdvice = ofSuite
                ? Stream.of(SUITE + " asks for containerd of the suite " + suite.get()
                        + ", which cannot be fetched. Set it to a"
                        + " suite of this distribution that has containerd, or leave it out for an installed containerd or the"
                        + " system's own.")
                : Stream.empty();
        Stream<String> installation = installable.isEmpty() ? Stream.empty()
                : Stream.of(InstallationAdvice.missing(installable, searchPath));
        Stream<String> reason = Stream.of(failure.reason(), CACHE + " sets the directory of fetched packages.");
        return new ContainerdUnavailableException(
                Stream.of(suiteAdvice, installation, reason).flatMap(lines -> lines).collect(Collectors.joining("\n")));
    }
}
