package io.quarkiverse.containerd.deployment.devservices;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.quarkiverse.containerd.host.ContainerdComponent;
import io.quarkiverse.containerd.host.ExecutableLocator;

/**
 * Where the executables of a containerd are.
 *
 * @param directories the directory of each component that there is
 */
public record ContainerdBinaries(Map<ContainerdComponent, Path> directories) {

    public ContainerdBinaries {
        directories = Map.copyOf(directories);
    }

    /**
     * What a locator finds.
     *
     * @param locator where to look
     * @param otherwise where else a component may be
     */
    static ContainerdBinaries find(ExecutableLocator locator,
            Function<ContainerdComponent, Optional<Path>> otherwise) {
        Map<ContainerdComponent, Path> found = new EnumMap<>(ContainerdComponent.class);
        for (ContainerdComponent component : ContainerdComponent.values()) {
            locator.findDirectory(component.executables()).or(() -> otherwise.apply(component))
                    .ifPresent(directory -> found.put(component, directory));
        }
        return new ContainerdBinaries(found);
    }

    /** The containerd program. */
    public Optional<Path> executable() {
        return directory(ContainerdComponent.CONTAINERD).map(directory -> directory.resolve("containerd"));
    }

    /** The directory of the CNI plugins. */
    public Optional<Path> cniBinDirectory() {
        return directory(ContainerdComponent.CNI_PLUGINS);
    }

    /** containerd's search path: the directories of containerd and runc, then the system's. */
    public List<Path> path() {
        Set<Path> path = new LinkedHashSet<>();
        directory(ContainerdComponent.CONTAINERD).ifPresent(path::add);
        directory(ContainerdComponent.RUNC).ifPresent(path::add);
        path.addAll(ExecutableLocator.COMMAND_DIRECTORIES);
        return new ArrayList<>(path);
    }

    /** Whether all of the directories are still there. */
    boolean exist() {
        return directories.values().stream().allMatch(Files::isDirectory);
    }

    private Optional<Path> directory(ContainerdComponent component) {
        return Optional.ofNullable(directories.get(component));
    }
}
