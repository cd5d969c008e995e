package io.quarkiverse.containerd.deployment.devservices;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Directories of the user as the XDG base directory specification names them.
 *
 * @param environment the environment variables
 * @param home the home directory when the environment names none
 */
record UserDirectories(Map<String, String> environment, Path home) {

    static UserDirectories ofThisProcess() {
        return new UserDirectories(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** Where packages are kept that can be fetched again. */
    Path cache() {
        return variable("XDG_CACHE_HOME").orElseGet(() -> variable("HOME").orElse(home).resolve(".cache"))
                .resolve("quarkus-containerd");
    }

    /**
     * Existing directories with short paths for what need not outlive a reboot, those that nobody else can write to first.
     */
    List<Path> runtimeBases() {
        List<Path> bases = new ArrayList<>();
        variable("XDG_RUNTIME_DIR").ifPresent(bases::add);
        Stream.of("/run", System.getProperty("java.io.tmpdir"), "/tmp").map(Path::of).forEach(bases::add);
        return bases.stream().distinct().filter(base -> Files.isDirectory(base) && Files.isWritable(base)).toList();
    }

    private Optional<Path> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty()).map(Path::of)
                .filter(Path::isAbsolute);
    }
}
