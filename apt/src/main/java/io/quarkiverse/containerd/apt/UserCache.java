package io.quarkiverse.containerd.apt;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The cache directory of the user, as the XDG base directory specification defines it. */
final class UserCache {

    private UserCache() {
    }

    /** Returns the directory for files that can be fetched again. */
    static Path directory() {
        return directory(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * @param environment the environment variables
     * @param home the home directory if the environment names none
     */
    static Path directory(Map<String, String> environment, Path home) {
        return variable(environment, "XDG_CACHE_HOME")
                .orElseGet(() -> variable(environment, "HOME").orElse(home).resolve(".cache"))
                .resolve("quarkus-containerd");
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty()).map(Path::of)
                .filter(Path::isAbsolute);
    }
}
