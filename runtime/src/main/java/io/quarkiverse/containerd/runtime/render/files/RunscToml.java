package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;

/** The {@code runsc.toml} of gVisor's shim, which hands the entries of {@code runsc_config} to runsc as flags. */
public final class RunscToml {

    private RunscToml() {
    }

    /** @param keys returns the key that a flag comes from */
    public static ConfigTree tree(Path root, SortedMap<String, String> flags, UnaryOperator<String> keys) {
        ConfigTree tree = new ConfigTree();
        tree.merge(List.of("root"), TextNode.valueOf(root.toString()), ConfigTree.Source.key(ConfigKeys.key("runsc.root")));
        flags.forEach((flag, value) -> tree.merge(List.of("runsc_config", flag), TextNode.valueOf(value),
                ConfigTree.Source.key(keys.apply(flag))));
        return tree;
    }
}
