package io.quarkiverse.containerd.runtime.render.settings;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.RunscConfig;
import io.quarkiverse.containerd.runtime.config.RunscConfig.LogTarget;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;

/** The flags that runsc is run with, whichever shim runs it. */
final class RunscFlags {

    static final String NETWORK = "network";
    static final String HOST_NETWORK = "host";

    private RunscFlags() {
    }

    /** The flags by their names, without dashes. */
    static SortedMap<String, String> of(RunscConfig runsc, HostFacts host) {
        SortedMap<String, String> flags = new TreeMap<>();
        flags.put("debug", String.valueOf(runsc.debug()));
        Set<LogTarget> targets = new TreeSet<>(runsc.logTargets().orElse(Set.of()));
        targets.forEach(target -> flags.put(target.flag(), runsc.fifo().toString()));
        if (host.runscNeedsHostNetwork()) {
            flags.put(NETWORK, HOST_NETWORK);
        }
        flags.putAll(runsc.options());
        return flags;
    }
}
