package io.quarkiverse.containerd.runtime.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;

/** The settings that containerd has by default. */
final class ConfigDefaults {

    /** The settings that have no key, as patterns of their places, and why; the free settings are for them. */
    private static final Map<Pattern, String> LEFT_OUT = Map.of(
            "imports|temp", "fragments and the environment take their place",
            "stream_processors/.*", "few nodes have encrypted images",
            "plugins/io\\.containerd\\.differ\\..*", "few nodes have EROFS",
            "plugins/io\\.containerd\\.snapshotter\\.v1\\.(aufs|blockfile|btrfs|devmapper|erofs|native|zfs)/.*",
            "few nodes have another snapshotter than overlayfs, or settings for it",
            ".*/containerd/(default_runtime|untrusted_workload_runtime)/.*", "the deprecated form of runtimes",
            ".*/io.containerd.cri.v1.runtime/cni/bin_dir", "the deprecated form of bin_dirs",
            ".*/registry/(auths|configs|headers|mirrors)", "the deprecated form of hosts.toml",
            ".*/io.containerd.transfer.v1.local/(config_path|unpack_config)",
            "the transfer service before the CRI plugin used it").entrySet().stream()
            .collect(Collectors.toMap(entry -> Pattern.compile(entry.getKey()), Map.Entry::getValue));

    private ConfigDefaults() {
    }

    /** The output of {@code containerd config default} of a release that no package has, such as {@code 2.3}. */
    static String text(String release) {
        try (InputStream file = ConfigDefaults.class
                .getResourceAsStream("/config-default/containerd-" + release + ".toml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The places of those of a containerd's default settings that neither have a key nor are left out for a reason. */
    static Set<String> withoutKey(JsonNode defaults, ContainerdFacts containerd) {
        Set<String> places = ContainerdSettings.ALL.stream()
                .flatMap(setting -> setting.place(containerd.configSchema(), containerd.version()).stream())
                .map(path -> String.join("/", path)).collect(Collectors.toSet());
        Set<String> leaves = new TreeSet<>();
        collect("", defaults, leaves);
        leaves.removeIf(leaf -> places.stream().anyMatch(place -> leaf.equals(place) || leaf.startsWith(place + "/")));
        leaves.removeIf(leaf -> LEFT_OUT.keySet().stream().anyMatch(pattern -> pattern.matcher(leaf).matches()));
        return leaves;
    }

    private static void collect(String prefix, JsonNode node, Set<String> leaves) {
        if (node.isObject()) {
            node.properties().forEach(field -> collect(prefix.isEmpty() ? field.getKey() : prefix + "/" + field.getKey(),
                    field.getValue(), leaves));
        } else {
            leaves.add(prefix);
        }
    }
}
