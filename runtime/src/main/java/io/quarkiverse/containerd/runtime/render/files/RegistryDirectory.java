package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;

/**
 * The directory that containerd looks for registries in.
 *
 * @param path the directory
 * @param files the {@code hosts.toml} of each registry, in a directory of the registry's name
 */
public record RegistryDirectory(Path path, List<RenderedFile> files) {

    public RegistryDirectory {
        files = List.copyOf(files);
    }
}
