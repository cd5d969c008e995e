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

import io.quarkiverse.containerd.runtime.host.ContainerdComponent;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

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
     * Those that are found.
     *
     * @param directory the directory of a component's executables
     */
    static ContainerdBinaries find(Function<ContainerdComponent, Optional<Path>> directory) {
        Map<ContainerdComponent, Path> found = new EnumMap<>(ContainerdComponent.class);
        for (ContainerdComponent component : ContainerdComponent.values()) {
            directory.apply(component).ifPresent(path -> found.put(component, path));
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

    /** containerd's search path: the directories of containerd, runc and runsc, then the system's. */
    public List<Path> path() {
        Set<Path> path = new LinkedHashSet<>();
        for (ContainerdComponent component : List.of(ContainerdComponent.CONTAINERD, ContainerdComponent.RUNC,
                ContainerdComponent.RUNSC)) {
            directory(component).ifPresent(path::add);
        }
        path.addAll(ExecutableLocator.COMMAND_DIRECTORIES);
        return new ArrayList<>(path);
    }

    /** Whether all of the directories are still there. */
    boolean exist() {
        return directories.values().stream().allMatch(Files::isDirectory);
    }

    /** The directory of a component. */
    public Optional<Path> directory(ContainerdComponent component) {
        return Optional.ofNullable(directories.get(component));
    }
}
