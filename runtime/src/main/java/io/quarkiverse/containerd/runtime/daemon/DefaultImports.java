package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;

/**
 * The directory that containerd's own configuration imports since version 2.2. Tools put their settings there, and a containerd
 * that reads another file does not look into it.
 */
final class DefaultImports {

    private static final Path DIRECTORY = Path.of("/etc/containerd/conf.d");

    private DefaultImports() {
    }

    /** Returns a sentence if there are settings in that directory that nothing brings to containerd. */
    static Optional<String> note(ContainerdConfig config) {
        return note(config, DIRECTORY);
    }

    static Optional<String> note(ContainerdConfig config, Path directory) {
        List<Path> fragments = config.configFile().fragments().orElse(List.of());
        TreeSet<String> files = new TreeSet<>();
        if (fragments.stream().noneMatch(fragment -> fragment.normalize().startsWith(directory))
                && Files.isDirectory(directory)) {
            try (DirectoryStream<Path> present = Files.newDirectoryStream(directory, "*.toml")) {
                present.forEach(file -> files.add(file.getFileName().toString()));
            } catch (IOException e) {
                return Optional.of(directory + " cannot be read, so it is not known whether tools have put settings there.");
            }
        }
        return files.isEmpty() ? Optional.empty()
                : Optional.of(
                        directory + " has " + String.join(", ", files) + ", which containerd's own configuration would import,"
                                + " and this one does not: add the directory to " + ConfigKeys.key("config-fragments")
                                + " if the settings are wanted.");
    }
}
