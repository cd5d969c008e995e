package io.quarkiverse.containerd.runtime.render.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkiverse.containerd.runtime.render.toml.SchemaMigration;
import io.quarkiverse.containerd.runtime.render.toml.TomlSetting;

/** The moves of settings between the versions of the configuration schema. */
public final class SettingMoves {

    private static final String PLUGINS = "plugins";
    private static final String RUNTIMES = "runtimes";
    private static final List<String> CNI_BIN_DIR = List.of(PLUGINS, ContainerdSettings.CRI, "cni", "bin_dir");
    private static final List<String> CNI_BIN_DIRS = List.of(PLUGINS, ContainerdSettings.CRI_RUNTIME, "cni", "bin_dirs");
    private static final VersionRange BIN_DIRS = VersionRange.ALL.since("2.1");
    private static final String SANDBOX_MODE = "sandbox_mode";
    private static final String SANDBOXER = "sandboxer";

    private record Move(List<String> from, List<String> to) {

        boolean concerns(List<String> path) {
            return path.size() >= from.size() && path.subList(0, from.size()).equals(from);
        }

        List<String> apply(List<String> path) {
            List<String> moved = new ArrayList<>(to);
            moved.addAll(path.subList(from.size(), path.size()));
            return moved;
        }
    }

    /** The moves from version 2 of sections that no setting of the table names. */
    private static final List<Move> SECTIONS = List.of(
            new Move(List.of(PLUGINS, ContainerdSettings.CRI, "registry"),
                    List.of(PLUGINS, ContainerdSettings.CRI_IMAGES, "registry")),
            new Move(List.of(PLUGINS, ContainerdSettings.CRI), List.of(PLUGINS, ContainerdSettings.CRI_RUNTIME)));

    private SettingMoves() {
    }

    /** Returns the places that newer versions of the schema may have for a place. */
    public static Stream<List<String>> later(List<String> path) {
        Stream<Move> settings = ContainerdSettings.ALL.stream().flatMap(setting -> setting.places().entrySet().stream()
                .flatMap(place -> later(setting, place)));
        return Stream.concat(settings, SECTIONS.stream()).filter(move -> move.concerns(path)).map(move -> move.apply(path));
    }

    private static Stream<Move> later(Setting setting, Map.Entry<Integer, List<String>> place) {
        return ContainerdSettings.rows(setting.name()).stream().flatMap(row -> row.places().entrySet().stream())
                .filter(other -> other.getKey() > place.getKey())
                .map(other -> new Move(place.getValue(), other.getValue()));
    }

    /**
     * Returns the migration of the user's own settings, as containerd itself does it.
     *
     * @param rendered the version of the schema that is rendered
     */
    public static SchemaMigration migration(ContainerdVersion version, int rendered) {
        return (setting, schema) -> {
            TomlSetting migrated = setting;
            for (int from = schema; from < rendered; from++) {
                migrated = next(migrated, from, version);
            }
            return migrated;
        };
    }

    private static TomlSetting next(TomlSetting setting, int schema, ContainerdVersion version) {
        if (setting.path().equals(CNI_BIN_DIR) && BIN_DIRS.contains(version)) {
            return new TomlSetting(CNI_BIN_DIRS, JsonNodeFactory.instance.arrayNode().add(setting.value()));
        }
        List<String> path = row(setting.path(), schema)
                .or(() -> SECTIONS.stream().filter(move -> schema == SchemaMigration.OLDEST && move.concerns(setting.path()))
                        .findFirst())
                .map(move -> move.apply(setting.path())).orElse(setting.path());
        return new TomlSetting(renamed(path), setting.value());
    }

    /** Returns the move of the row that is about this place alone, rather than about the table that it is in. */
    private static Optional<Move> row(List<String> path, int schema) {
        return ContainerdSettings.ALL.stream().map(Setting::places)
                .filter(places -> places.containsKey(schema) && places.containsKey(schema + 1))
                .map(places -> new Move(places.get(schema), places.get(schema + 1))).filter(move -> move.concerns(path))
                .max(Comparator.comparingInt(move -> move.from().size()));
    }

    /** A handler's sandboxer had another name in version 2. */
    private static List<String> renamed(List<String> path) {
        int last = path.size() - 1;
        if (last < 2 || !path.get(last).equals(SANDBOX_MODE) || !path.get(last - 2).equals(RUNTIMES)) {
            return path;
        }
        List<String> renamed = new ArrayList<>(path);
        renamed.set(last, SANDBOXER);
        return renamed;
    }
}
