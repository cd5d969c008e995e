package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The {@code runsc.toml} of gVisor's shim, which hands the entries of {@code runsc_config} to runsc as flags. */
public final class RunscToml {

    private RunscToml() {
    }

    public static ObjectNode tree(Path root, SortedMap<String, String> flags) {
        ObjectNode tree = Toml.table();
        tree.put("root", root.toString());
        flags.forEach(tree.putObject("runsc_config")::put);
        return tree;
    }
}
