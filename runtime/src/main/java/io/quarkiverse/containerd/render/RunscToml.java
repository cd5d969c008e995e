package io.quarkiverse.containerd.render;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.config.ContainerdConfig;
import io.quarkiverse.containerd.config.RunscLogTarget;

/** The {@code runsc.toml} of gVisor's shim, which hands the entries of {@code runsc_config} to runsc as flags. */
final class RunscToml {

    private RunscToml() {
    }

    static ObjectNode tree(ContainerdConfig.Runsc runsc) {
        ObjectNode tree = Toml.table();
        tree.put("root", runsc.root().toString());
        ObjectNode flags = tree.putObject("runsc_config");
        flags.put("debug", String.valueOf(runsc.debug()));
        Set<RunscLogTarget> targets = new TreeSet<>(runsc.logTargets().orElse(Set.of()));
        targets.forEach(target -> flags.put(target.flag(), runsc.fifo().toString()));
        new TreeMap<>(runsc.options()).forEach(flags::put);
        return tree;
    }
}
