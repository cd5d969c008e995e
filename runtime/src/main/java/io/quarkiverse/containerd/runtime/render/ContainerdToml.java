package io.quarkiverse.containerd.runtime.render;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.settings.RenderContext;
import io.quarkiverse.containerd.runtime.render.settings.Setting;
import io.quarkiverse.containerd.runtime.render.settings.SettingMoves;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;
import io.quarkiverse.containerd.runtime.render.toml.SchemaMigration;
import io.quarkiverse.containerd.runtime.render.toml.TomlOverlay;

/**
 * containerd's {@code config.toml}, with what else containerd takes settings from.
 *
 * @param tree the file
 * @param environment the environment variables that settings are in
 * @param warnings what this containerd cannot do and can do without, one sentence each
 */
record ContainerdToml(ConfigTree tree, Map<String, String> environment, List<String> warnings) {

    /**
     * @param fragments the user's files, merged after the settings in this order
     * @throws ConfigurationException naming the key or file that cannot be rendered
     */
    static ContainerdToml render(RenderContext context, List<ConfigFragment> fragments) {
        Builder builder = new Builder(context);
        ContainerdSettings.ALL.forEach(builder::add);
        ConfigTree tree = builder.tree;
        SchemaMigration migration = SettingMoves.migration(context.version(), context.schema());
        fragments.forEach(fragment -> fragment.mergeInto(tree, migration));
        TomlOverlay.merge(tree, context.config().configFile().toml(), migration);
        return new ContainerdToml(tree, builder.environment, builder.warnings());
    }

    private static final class Builder {

        private final RenderContext context;
        private final boolean cri;
        private final ConfigTree tree = new ConfigTree();
        private final Map<String, String> environment = new TreeMap<>();
        private final Set<String> placed = new LinkedHashSet<>();
        /** The rows whose values have no place, the first of each key. */
        private final Map<String, Setting> unplaced = new LinkedHashMap<>();

        Builder(RenderContext context) {
            this.context = context;
            this.cri = context.criEnabled();
        }

        void add(Setting setting) {
            Optional<JsonNode> value = setting.value().apply(context);
            if (value.isEmpty()) {
                return;
            }
            if (!cri && ofCri(setting)) {
                placed.add(setting.name());
                return;
            }
            Optional<List<String>> place = setting.place(context.schema(), context.version());
            if (place.isPresent()) {
                tree.merge(place.get(), value.get(), ConfigTree.Source.key(setting.key()));
                placed.add(setting.name());
            } else if (setting.variable().isPresent() && setting.versions().contains(context.version())) {
                environment.put(setting.variable().get(), value.get().asText());
                placed.add(setting.name());
            } else if (!setting.absent().equals(value)) {
                unplaced.putIfAbsent(setting.name(), setting);
            }
        }

        private static boolean ofCri(Setting setting) {
            return setting.places().values().stream()
                    .anyMatch(path -> path.size() > 1 && ContainerdSettings.CRI_PLUGINS.contains(path.get(1)));
        }

        List<String> warnings() {
            unplaced.keySet().removeAll(placed);
            unplaced.values().stream().filter(setting -> !setting.dispensable()).findFirst().ifPresent(setting -> {
                throw new ConfigurationException(setting.key(), unknown(setting) + "; leave the key out, or "
                        + (onlyInNewerSchema(setting) ? "leave " + ConfigKeys.key("config-version") + " out"
                                : "use another containerd"));
            });
            return unplaced.values().stream().map(setting -> setting.key() + " is left out: " + unknown(setting) + ".")
                    .toList();
        }

        private String unknown(Setting setting) {
            if (onlyInNewerSchema(setting)) {
                return "version " + context.schema() + " of the configuration schema has no place for it";
            }
            String known = ContainerdSettings.versions(setting.name());
            return "containerd " + context.version() + " has no such setting" + (known.isEmpty() ? "" : " (" + known + ")");
        }

        private boolean onlyInNewerSchema(Setting setting) {
            return ContainerdSettings.rows(setting.name()).stream()
                    .anyMatch(row -> row.place(context.containerd().configSchema(), context.version()).isPresent());
        }
    }
}
