package io.quarkiverse.containerd.deployment.devservices;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Directories with short paths for files that need not outlive a reboot. */
final class RuntimeDirectories {

    private RuntimeDirectories() {
    }

    /** Returns those of this process's user. */
    static List<Path> ofThisProcess() {
        return of(System.getenv());
    }

    /**
     * Returns the directories that exist and are writable, the user's own first, which nobody else can write to.
     *
     * @param environment the environment variables
     */
    static List<Path> of(Map<String, String> environment) {
        Stream<Path> own = Optional.ofNullable(environment.get("XDG_RUNTIME_DIR")).filter(value -> !value.isEmpty())
                .map(Path::of).filter(Path::isAbsolute).stream();
        Stream<Path> common = Stream.of("/run", System.getProperty("java.io.tmpdir"), "/tmp").map(Path::of);
        return Stream.concat(own, common).distinct().filter(base -> Files.isDirectory(base) && Files.isWritable(base))
                .toList();
    }
}
