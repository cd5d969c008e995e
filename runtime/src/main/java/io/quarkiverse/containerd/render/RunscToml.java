package io.quarkiverse.containerd.render;

import java.nio.file.Path;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The {@code runsc.toml} of gVisor's shim, which hands the entries of {@code runsc_config} to runsc as flags. */
final class RunscToml {

    private RunscToml() {
    }

    static ObjectNode tree(Path root, SortedMap<String, String> flags) {
        ObjectNode tree = Toml.table();
        tree.put("root", root.toString());
        flags.forEach(tree.putObject("runsc_config")::put);
        return tree;
    }
}
