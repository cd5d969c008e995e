package io.quarkiverse.containerd.deployment.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.ConfigFragments;
import io.quarkiverse.containerd.runtime.render.toml.UserRuntimes;
import io.smallrye.config.NameIterator;
import io.smallrye.config.SmallRyeConfig;

/**
 * The runtime handlers as far as the build knows them: their keys are read when the application starts, but mostly stand in
 * {@code application.properties}.
 */
final class KnownHandlers {

    private static final String RUNTIMES = "quarkus.containerd.runtimes";
    private static final String RUNSC_ENABLED = "quarkus.containerd.runsc.enabled";

    private static final String FRAGMENTS = "quarkus.containerd.config-fragments";
    private static final String TOML = "quarkus.containerd.toml";

    private KnownHandlers() {
    }

    /** The names of those that are enabled. */
    static SortedSet<String> of(SmallRyeConfig config) {
        SortedSet<String> handlers = new TreeSet<>();
        handlers.add("runc");
        if (flag(config, RUNSC_ENABLED)) {
            handlers.add("runsc");
        }
        handlers.addAll(inToml(config));
        SortedSet<String> disabled = new TreeSet<>();
        for (String key : config.getPropertyNames()) {
            if (key.startsWith(RUNTIMES + ".")) {
                NameIterator segments = new NameIterator(key, RUNTIMES.length());
                String handler = segments.getNextSegment();
                segments.next();
                handlers.add(handler);
                if (segments.hasNext() && segments.nextSegmentEquals("enabled") && !flag(config, key)) {
                    disabled.add(handler);
                }
            }
        }
        handlers.removeAll(disabled);
        return handlers;
    }

    /** The handlers of free settings, and of those fragments that are on the machine that builds. */
    private static Set<String> inToml(SmallRyeConfig config) {
        List<Path> fragments = config.getOptionalValues(FRAGMENTS, Path.class).orElse(List.of());
        try {
            return UserRuntimes.of(ConfigFragments.read(fragments.stream().filter(ConfigFragments::isReadable).toList()),
                    config.getOptionalValues(TOML, String.class, String.class).orElse(Map.of())).handlers().keySet();
        } catch (HostException e) {
            throw new ConfigurationException(FRAGMENTS, e.getMessage());
        }
    }

    private static boolean flag(SmallRyeConfig config, String key) {
        return config.getOptionalValue(key, Boolean.class).orElse(true);
    }
}
