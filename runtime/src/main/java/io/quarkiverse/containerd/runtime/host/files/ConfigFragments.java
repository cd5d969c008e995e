package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.runtime.host.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.RegularFiles;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;

/** Reads the user's TOML files that are merged into containerd's configuration. */
public final class ConfigFragments {

    private ConfigFragments() {
    }

    /** @throws HostException naming the file that is missing or cannot be read as UTF-8 */
    public static List<ConfigFragment> read(List<Path> files) throws HostException {
        List<ConfigFragment> fragments = new ArrayList<>();
        for (Path file : files) {
            try {
                fragments.add(new ConfigFragment(file, text(file)));
            } catch (IOException e) {
                throw new HostException(file + " cannot be read: " + FileSystemErrors.describe(e)
                        + ". Make it readable for this user, or remove it from quarkus.containerd.config-fragments.", e);
            }
        }
        return fragments;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = RegularFiles.open(file)) {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes())).toString();
        }
    }
}
