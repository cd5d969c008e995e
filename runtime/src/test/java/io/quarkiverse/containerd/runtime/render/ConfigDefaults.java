package io.quarkiverse.containerd.runtime.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;

/** The settings that containerd has by default. */
final class ConfigDefaults {

    /** The settings that have no key, as patterns of their places, and why; the free settings are for them. */
    private static final Map<Pattern, String> LEFT_OUT = Map.of(
            "imports|temp", "fragments and the environment take their place",
            "plugins/io\\.containerd\\.(internal\\.v1\\.tracing|tracing\\.processor\\.v1\\.otlp)",
            "they come by containerd's environment, and these tables are empty",
            "stream_processors/.*", "few nodes have encrypted images",
            "plugins/io\\.containerd\\.(differ|mount-handler)\\..*", "few nodes have EROFS",
            "plugins/io\\.containerd\\.snapshotter\\.v1\\.(aufs|blockfile|btrfs|devmapper|erofs|native|zfs)/.*",
            "few nodes have another snapshotter than overlayfs, or settings for it",
            ".*/containerd/(default_runtime|untrusted_workload_runtime)/.*", "the deprecated form of runtimes",
            ".*/io.containerd.cri.v1.runtime/cni/bin_dir", "the deprecated form of bin_dirs",
            ".*/registry/(auths|configs|headers|mirrors)", "the deprecated form of hosts.toml",
            ".*/io.containerd.transfer.v1.local/(config_path|unpack_config)",
            "the transfer service before the CRI plugin used it").entrySet().stream()
            .collect(Collectors.toMap(entry -> Pattern.compile(entry.getKey()), Map.Entry::getValue));

    /** The newest release whose settings the table has. */
    private static final ContainerdVersion NEWEST = Fixture.V2_4;

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

    /** The reasons for leaving settings out that no setting has. */
    static Set<String> reasonsWithout(Set<String> leaves) {
        return LEFT_OUT.entrySet().stream()
                .filter(entry -> leaves.stream().noneMatch(leaf -> entry.getKey().matcher(leaf).matches()))
                .map(Map.Entry::getValue).collect(Collectors.toSet());
    }

    /** The places of a containerd's default settings. */
    static Set<String> places(JsonNode defaults) {
        Set<String> leaves = new TreeSet<>();
        collect("", defaults, leaves);
        return leaves;
    }

    /** The places of those of a containerd's default settings that neither have a key nor are left out for a reason. */
    static Set<String> withoutKey(JsonNode defaults, ContainerdFacts containerd) {
        Set<String> places = ContainerdSettings.ALL.stream()
                .flatMap(setting -> setting.place(containerd.configSchema(), containerd.version()).stream())
                .map(path -> String.join("/", path)).collect(Collectors.toSet());
        Set<String> leaves = places(defaults);
        leaves.removeIf(leaf -> places.stream().anyMatch(place -> leaf.equals(place) || leaf.startsWith(place + "/")));
        leaves.removeIf(leaf -> LEFT_OUT.keySet().stream().anyMatch(pattern -> pattern.matcher(leaf).matches()));
        return leaves;
    }

    /**
     * What the project lacks for a containerd of a package, in words that say what to add.
     *
     * @param defaults what it prints for {@code config default}
     */
    static List<String> gaps(ContainerdVersion version, String defaults) {
        String release = version.major() + "." + version.minor();
        List<String> gaps = new ArrayList<>();
        ContainerdFacts containerd = ContainerdFacts.of(version, defaults);
        if (version.isAtLeast(NEWEST.major(), NEWEST.minor() + 1)) {
            gaps.add("containerd " + release + " is newer than the newest known release, " + NEWEST.major() + "."
                    + NEWEST.minor()
                    + ": add what it prints for \"config default\" to the resources as config-default/containerd-"
                    + release + ".toml, and a version V" + release.replace('.', '_') + " to Fixture and to ConfigDefaultsTest");
        }
        if (containerd.ownSchema() > ContainerdFacts.NEWEST_SCHEMA) {
            gaps.add("containerd " + release + " has version " + containerd.ownSchema()
                    + " of the configuration schema: add its places to the rows of ContainerdSettings, and raise"
                    + " ContainerdFacts.NEWEST_SCHEMA");
        }
        withoutKey(Fixture.parse(defaults), containerd).forEach(place -> gaps.add("containerd " + release + " has the setting "
                + place + ": add a row to ContainerdSettings, or its pattern with a reason to ConfigDefaults.LEFT_OUT"));
        return gaps;
    }

    /** A table that is empty by default is a setting, too. */
    private static void collect(String prefix, JsonNode node, Set<String> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> collect(prefix.isEmpty() ? field.getKey() : prefix + "/" + field.getKey(),
                    field.getValue(), leaves));
        } else {
            leaves.add(prefix);
        }
    }
}
