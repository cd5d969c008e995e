package io.quarkiverse.containerd.deployment.kubernetes;

import java.util.SortedSet;
import java.util.TreeSet;

import io.smallrye.config.NameIterator;
import io.smallrye.config.SmallRyeConfig;

/**
 * The runtime handlers as far as the build knows them: their keys are read when the application starts, but mostly stand in
 * {@code application.properties}.
 */
final class KnownHandlers {

    private static final String RUNTIMES = "quarkus.containerd.runtimes";
    private static final String RUNSC_ENABLED = "quarkus.containerd.runsc.enabled";

    private KnownHandlers() {
    }

    /** The names of those that are enabled. */
    static SortedSet<String> of(SmallRyeConfig config) {
        SortedSet<String> handlers = new TreeSet<>();
        handlers.add("runc");
        if (flag(config, RUNSC_ENABLED)) {
            handlers.add("runsc");
        }
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

    private static boolean flag(SmallRyeConfig config, String key) {
        return config.getOptionalValue(key, Boolean.class).orElse(true);
    }
}
