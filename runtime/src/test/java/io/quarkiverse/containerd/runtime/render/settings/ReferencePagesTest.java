package io.quarkiverse.containerd.runtime.render.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/**
 * The reference pages of keys are made from the configuration's Javadoc and from the table of settings.
 * {@code -Dcontainerd.docs.write=true} writes them.
 */
class ReferencePagesTest {

    private static final Path PAGES = Path.of("..", "docs", "modules", "ROOT", "pages");

    @Test
    void thePageOfKeysIsThatOfTheConfiguration() throws IOException {
        compare("reference-configuration.adoc", ConfigurationPage.text());
    }

    @Test
    void thePageOfTomlKeysIsThatOfTheTable() throws IOException {
        compare("reference-toml-keys.adoc", TomlKeysPage.text());
    }

    private static void compare(String name, String text) throws IOException {
        Path page = PAGES.resolve(name);
        if (Boolean.getBoolean("containerd.docs.write")) {
            Files.writeString(page, text);
        }

        assertThat(Files.readString(page))
                .as("%s is stale; write it with ./dev test ReferencePagesTest -Dcontainerd.docs.write=true", name)
                .isEqualTo(text);
    }
}
