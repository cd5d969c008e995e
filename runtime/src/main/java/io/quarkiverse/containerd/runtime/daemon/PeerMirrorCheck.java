package io.quarkiverse.containerd.runtime.daemon;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.RegistryDirectories;
import io.quarkiverse.containerd.runtime.render.Rendering;

/** Finds what keeps nodes from getting images from each other although a mirror is configured for that. */
final class PeerMirrorCheck {

    private static final String KEY = key("peer-mirror");
    private static final String DIRECTORY = key("registry-directory");
    private static final String DISCARD = "discard_unpacked_layers";
    /** More bytes than the hosts of a registry take. */
    private static final int LARGEST = 1 << 20;

    private PeerMirrorCheck() {
    }

    /**
     * Returns a sentence for each obstacle.
     *
     * @throws ConfigurationException if the files of registries cannot be read
     */
    static List<String> warnings(ContainerdConfig config, Rendering rendering) {
        Optional<URI> mirror = config.registries().peerMirror();
        if (mirror.isEmpty() || !rendering.criEnabled()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        rendering.tree().sources().forEach((path, source) -> {
            if (path.get(path.size() - 1).equals(DISCARD) && value(rendering, path).asBoolean()) {
                warnings.add(source.name() + " is on, so other nodes get no image from this one (" + KEY
                        + "): its layers go once they are unpacked. Leave it out.");
            }
        });
        for (Path file : foreign(rendering)) {
            if (!read(file).contains(mirror.get().toString())) {
                warnings.add(file + " is somebody else's and does not name " + mirror.get() + ", so the images of "
                        + file.getParent().getFileName() + " do not come from other nodes (" + KEY
                        + "). Add the mirror there, or remove the file and configure the registry by "
                        + key("registries") + ".");
            }
        }
        return List.copyOf(warnings);
    }

    private static JsonNode value(Rendering rendering, List<String> path) {
        JsonNode value = rendering.tree().root();
        for (String name : path) {
            value = value.path(name);
        }
        return value;
    }

    private static List<Path> foreign(Rendering rendering) {
        try {
            return RegistryDirectories.foreign(rendering.registries());
        } catch (HostException e) {
            throw new ConfigurationException(DIRECTORY, e.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return new String(RegularFiles.read(file, LARGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException(DIRECTORY, file + " cannot be read: "
                    + FileSystemErrors.describe(e) + "; make it a text file that this user can read, or remove it");
        }
    }
}
