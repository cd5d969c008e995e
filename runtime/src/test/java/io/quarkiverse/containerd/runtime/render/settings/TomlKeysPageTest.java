package io.quarkiverse.containerd.runtime.render.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/**
 * The reference page that shows for each key which TOML key it becomes is made from the table that the configuration is
 * rendered from. {@code -Dcontainerd.docs.write=true} writes it.
 */
class TomlKeysPageTest {

    private static final Path PAGE = Path.of("..", "docs", "modules", "ROOT", "pages", "reference-toml-keys.adoc");
    private static final String HEAD = """
            // made from the table of settings by TomlKeysPageTest; do not edit
            = TOML keys

            include::./includes/attributes.adoc[]

            What each key of `quarkus.containerd` becomes in containerd's `config.toml`.
            The daemon asks containerd for its version and writes version 3 of the configuration schema for containerd 2.x, and version 2 for 1.x.

            The last column says which versions of containerd know a setting; where it is empty, all of 1.6 to 2.2 do.
            A key that the containerd at hand does not know is an error that names it, unless the value is how that containerd behaves anyway.
            Where the column says `warning`, the setting is left out with a warning, because containerd does as well without it.
            """;

    @Test
    void thePageIsThatOfTheTable() throws IOException {
        if (Boolean.getBoolean("containerd.docs.write")) {
            Files.writeString(PAGE, page());
        }

        assertThat(Files.readString(PAGE))
                .as("%s is stale; write it with ./dev test TomlKeysPageTest -Dcontainerd.docs.write=true",
                        PAGE)
                .isEqualTo(page());
    }

    private static String page() {
        return HEAD + ContainerdSettings.SECTIONS.stream().map(TomlKeysPageTest::section).collect(Collectors.joining());
    }

    private static String section(ContainerdSettings.Section section) {
        return "\n== " + section.title() + "\n\n[cols=\"3,5,5,2\"]\n|===\n|Key |Version 2 |Version 3 |containerd\n"
                + section.rows().stream().map(Setting::name).distinct().map(TomlKeysPageTest::row).collect(Collectors.joining())
                + "|===\n";
    }

    private static String row(String name) {
        List<Setting> rows = ContainerdSettings.rows(name);
        boolean dispensable = rows.stream().allMatch(Setting::dispensable);
        String versions = ContainerdSettings.versions(name);
        return "\n|`" + name + "`\n|" + places(rows, 2) + "\n|" + places(rows, 3) + "\n|" + versions
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
