package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;

/** No two files of the daemon, and no two directories of containerd, are in one place. */
final class PathValidation {

    private final Map<Path, String> files = new HashMap<>();

    private PathValidation() {
    }

    static void check(ContainerdConfig config) {
        Path state = config.directories().state();
        if (config.directories().root().normalize().equals(state.normalize())) {
            throw new ConfigurationException(key("state"),
                    state + " is the same directory as " + key("root") + "; give each a directory of its own");
        }
        new PathValidation().files(config);
    }

    private void files(ContainerdConfig config) {
        file("config-file", config.configFile().path());
        file("grpc.address", config.grpc().address());
        config.ttrpc().address().ifPresent(socket -> file("ttrpc.address", socket));
        config.debug().address().ifPresent(socket -> file("debug.address", socket));
        if (config.runsc().enabled().orElse(true)) {
            file("runsc.config-file", config.runsc().configFile());
            file("runsc.wrapper-file", config.runsc().wrapperFile());
            file("runsc.fifo", config.runsc().fifo());
        }
        if (config.cni().enabled()) {
            file("cni.template-file", config.cni().templateFile());
            config.cni().ownTemplate().ifPresent(template -> file("cni.own-template", template));
        }
    }

    private void file(String name, Path path) {
        String other = files.put(path.normalize(), name);
        if (other != null) {
            throw new ConfigurationException(key(name),
                    path + " is the file of " + key(other) + " as well; give each a path of its own");
        }
    }
}
