package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.runtime.host.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
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
                fragments.add(new ConfigFragment(file, Files.readString(file)));
            } catch (IOException e) {
                throw new HostException(file + " cannot be read: " + FileSystemErrors.describe(e)
                        + ". Make it readable for this user, or remove it from quarkus.containerd.config-fragments.", e);
            }
        }
        return fragments;
    }
}
