package io.quarkiverse.containerd.deployment.devservices;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** The values that the user configured in any source, as opposed to defaults. */
final class UserSettings {

    private final Config config;

    UserSettings(Config config) {
        this.config = config;
    }

    /** Whether any source but the defaults has a value. */
    boolean configured(String key) {
        ConfigValue value = config.getConfigValue(key);
        return value.getValue() != null && value.getSourceOrdinal() != Integer.MIN_VALUE;
    }

    boolean flag(String key, boolean otherwise) {
        return config.getOptionalValue(key, Boolean.class).orElse(otherwise);
    }

    Optional<Path> path(String key) {
        return configured(key) ? config.getOptionalValue(key, Path.class) : Optional.empty();
    }

    List<Path> paths(String key) {
        return configured(key) ? config.getOptionalValue(key, Path[].class).map(List::of).orElse(List.of()) : List.of();
    }
}
