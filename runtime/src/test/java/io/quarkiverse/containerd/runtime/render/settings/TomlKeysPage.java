package io.quarkiverse.containerd.runtime.render.settings;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The reference page that shows which TOML keys a key becomes, made from the table of settings. */
final class TomlKeysPage {

    private static final String HEAD = """
            // made from the table of settings by ReferencePagesTest; do not edit
            = TOML keys

            include::./includes/attributes.adoc[]

            What each key of `quarkus.containerd` becomes in containerd's `config.toml`.
            The daemon asks containerd which version of the configuration schema its own default has, and writes that: version 4 for containerd 2.3 and later, version 3 for 2.0 to 2.2, and version 2 for 1.x.

            The column of version 4 is empty where nothing moves.
            The last column says which versions of containerd know a setting; where it is empty, all of 1.6 to 2.4 do.
            A key that the containerd at hand does not know is an error that names it, unless the value is how that containerd behaves anyway.
            Where the column says `warning`, the setting is left out with a warning, because containerd does as well without it.
            """;

    private TomlKeysPage() {
    }

    static String text() {
        return HEAD + ContainerdSettings.SECTIONS.stream().map(TomlKeysPage::section).collect(Collectors.joining());
    }

    private static String section(ContainerdSettings.Section section) {
        return "\n== " + section.title() + "\n\n[cols=\"3,5,5,4,2\"]\n|===\n|Key |Version 2 |Version 3 |Version 4 |containerd\n"
                + section.rows().stream().map(Setting::name).distinct().map(TomlKeysPage::row).collect(Collectors.joining())
                + "|===\n";
    }

    private static String row(String name) {
        List<Setting> rows = ContainerdSettings.rows(name);
        boolean dispensable = rows.stream().allMatch(Setting::dispensable);
        String versions = ContainerdSettings.versions(name);
        return "\n|`" + name + "`\n|" + places(rows, 2) + "\n|" + places(rows, 3) + "\n|"
                + (places(rows, 4).equals(places(rows, 3)) ? "" : places(rows, 4)) + "\n|" + versions
                + (dispensable && !versions.isEmpty() ? "; else a warning" : "") + "\n";
    }

    private static String places(List<Setting> rows, int schema) {
        return rows.stream().flatMap(row -> place(row, schema)
                .map(place -> place
                        + (rows.size() > 1 && row.versions() != VersionRange.ALL ? " (" + row.versions() + ")" : "")))
                .distinct().collect(Collectors.joining(" +\n"));
    }

    private static Stream<String> place(Setting row, int schema) {
        return Stream.concat(
                Stream.ofNullable(row.places().get(schema)).map(path -> "`+" + Toml.dotted(path) + "+`"),
                row.variable().stream().map(variable -> "variable `" + variable + "`"));
    }
}
