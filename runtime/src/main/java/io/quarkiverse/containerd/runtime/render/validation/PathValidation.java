package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.settings.Require;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;

/** The directories and files of the daemon: absolute, and no two in one place. */
final class PathValidation {

    private final Map<Path, String> files = new HashMap<>();

    private PathValidation() {
    }

    static void check(ContainerdConfig config) {
        config.process().executable().ifPresent(path -> Require.absolute(key("executable"), path,
                "leave the key out to look for containerd on " + key("path")));
        searchPath(config.process().path());
        Require.absolute(key("run-directory"), config.directories().run());
        Require.absolute(key("root"), config.directories().root());
        Require.absolute(key("state"), config.directories().state());
        Require.absolute(key("temp"), config.directories().temp());
        Require.absolute(key("preseed.directory"), config.preseed().directory());
        Require.absolute(key("preseed.spool-directory"), config.preseed().spoolDirectory());
        if (config.directories().root().normalize().equals(config.directories().state().normalize())) {
            throw new ConfigurationException(key("state"),
                    "is the same directory as " + key("root") + "; containerd needs two");
        }
        config.configFile().fragments().orElse(List.of())
                .forEach(fragment -> Require.absolute(key(ConfigFragment.KEY), fragment));
        new PathValidation().files(config);
    }

    private static void searchPath(List<Path> path) {
        for (Path directory : path) {
            Require.absolute(key("path"), directory);
            if (directory.toString().indexOf(':') >= 0) {
                throw new ConfigurationException(key("path"),
                        directory + " contains a colon, which separates the directories of PATH; use another directory");
            }
        }
    }

    private void files(ContainerdConfig config) {
        file("config-file", config.configFile().path());
        file("grpc.address", config.grpc().address());
        config.ttrpc().address().ifPresent(socket -> file("ttrpc.address", socket));
        config.debug().address().ifPresent(socket -> file("debug.address", socket));
        if (config.runsc().enabled().orElse(true)) {
            Require.absolute(key("runsc.root"), config.runsc().root());
            file("runsc.config-file", config.runsc().configFile());
            file("runsc.wrapper-file", config.runsc().wrapperFile());
            file("runsc.fifo", config.runsc().fifo());
        }
        config.cni().binDir().ifPresent(directory -> Require.absolute(key("cni.bin-dir"), directory));
        Require.absolute(key("cni.conf-dir"), config.cni().confDir());
        if (config.cni().enabled()) {
            file("cni.template-file", config.cni().templateFile());
            config.cni().ownTemplate().ifPresent(template -> file("cni.own-template", template));
            Require.absolute(key("cni.ipam-data-directory"), config.cni().ipamDataDirectory());
        }
    }

    private void file(String name, Path path) {
        Require.absolute(key(name), path);
        String other = files.put(path.normalize(), name);
        if (other != null) {
            throw new ConfigurationException(key(name),
                    path + " is the file of " + key(other) + " as well; give each a path of its own");
        }
    }
}
