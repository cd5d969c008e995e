package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.preseed.DirectoryPlanner;

/** Plans the preseed of any directory, without a daemon: against the containerd that answers or, if none does, an empty one. */
public final class OfflinePlanner {

    private final ContainerdConfig config;

    /** @param config the configuration that the daemon would have */
    public OfflinePlanner(ContainerdConfig config) {
        this.config = config;
    }

    /**
     * The plans of a directory.
     *
     * @param plans the plan of each archive, in the order in which they would be loaded
     * @param containerd the socket of the containerd that they were compared with; empty if there was none
     */
    public record Plans(List<LoadPlan> plans, Optional<Path> containerd) {
    }

    /**
     * Plans the load of all archives of a directory, and changes nothing.
     *
     * @throws IOException if it cannot be read
     */
    public Plans plan(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "is no directory");
        }
        try (ReachableContainerd containerd = ReachableContainerd.of(config)) {
            return new Plans(new DirectoryPlanner(ConfiguredSettings.planning(config, directory), containerd.client()).plan(),
                    containerd.socket());
        }
    }
}
