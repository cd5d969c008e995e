package io.quarkiverse.containerd.apt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The places of a containerd's executables.
 *
 * @param directories the directory of each package's executables; without the packages that are missing
 */
public record ContainerdBinaries(Map<ContainerdPackage, Path> directories) {

    public ContainerdBinaries {
        directories = Map.copyOf(directories);
    }

    /**
     * Finds installed executables.
     *
     * @param searchPath the directories to search, the most wanted first
     */
    public static ContainerdBinaries installed(List<Path> searchPath) {
        SearchPath system = new SearchPath(searchPath);
        return find(each -> system.findDirectory(each.executables()));
    }

    /** @param directory the directory of a package's executables */
    static ContainerdBinaries find(Function<ContainerdPackage, Optional<Path>> directory) {
        Map<ContainerdPackage, Path> found = new EnumMap<>(ContainerdPackage.class);
        for (ContainerdPackage each : ContainerdPackage.values()) {
            directory.apply(each).ifPresent(path -> found.put(each, path));
        }
        return new ContainerdBinaries(found);
    }

    /** The program containerd; ctr is beside it in a package of Debian. */
    public Optional<Path> executable() {
        return directory(ContainerdPackage.CONTAINERD).map(directory -> directory.resolve("containerd"));
    }

    /** The directory of the CNI plugins. */
    public Optional<Path> cniBinDirectory() {
        return directory(ContainerdPackage.CNI_PLUGINS);
    }

    /** The directories of containerd, runc and runsc, in this order, without duplicates. */
    public List<Path> path() {
        return Stream.of(ContainerdPackage.CONTAINERD, ContainerdPackage.RUNC, ContainerdPackage.RUNSC)
                .flatMap(each -> directory(each).stream()).distinct().toList();
    }

    /** Whether all of the directories still exist. */
    public boolean exist() {
        return directories.values().stream().allMatch(Files::isDirectory);
    }

    /** The directory of a package's executables. */
    public Optional<Path> directory(ContainerdPackage of) {
        return Optional.ofNullable(directories.get(of));
    }
}
