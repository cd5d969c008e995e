package io.quarkiverse.containerd.runtime.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What {@code containerd config default} prints where no package has that containerd. */
public final class ConfigDefaults {

    private ConfigDefaults() {
    }

    /** The output of a release, such as {@code 2.3}. */
    public static String text(String release) {
        try (InputStream file = ConfigDefaults.class
                .getResourceAsStream("/config-default/containerd-" + release + ".toml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
