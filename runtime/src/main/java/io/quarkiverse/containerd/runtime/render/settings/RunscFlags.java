package io.quarkiverse.containerd.runtime.render.settings;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.RunscConfig;
import io.quarkiverse.containerd.runtime.config.RunscConfig.LogTarget;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;

/** The flags that runsc is run with, whichever shim runs it. */
final class RunscFlags {

    static final String NETWORK = "network";
    static final String HOST_NETWORK = "host";

    private static final String DEBUG = "debug";
    private static final String OPTIONS = "runsc.options";

    private RunscFlags() {
    }

    /** Returns the key that a flag comes from. */
    static String key(RunscConfig runsc, String flag) {
        if (runsc.options().containsKey(flag) || flag.equals(NETWORK)) {
            return ConfigKeys.entry(OPTIONS, flag);
        }
        return ConfigKeys.key(flag.equals(DEBUG) ? "runsc.debug" : "runsc.log-targets");
    }

    /** The flags by their names, without dashes. */
    static SortedMap<String, String> of(RunscConfig runsc, HostFacts host) {
        SortedMap<String, String> flags = new TreeMap<>();
        flags.put(DEBUG, String.valueOf(runsc.debug()));
        Set<LogTarget> targets = new TreeSet<>(runsc.logTargets().orElse(Set.of()));
        targets.forEach(target -> flags.put(target.flag(), runsc.fifo().toString()));
        if (host.runscNeedsHostNetwork()) {
            flags.put(NETWORK, HOST_NETWORK);
        }
        flags.putAll(runsc.options());
        return flags;
    }
}
