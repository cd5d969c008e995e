package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.files.LockFile;
import io.quarkiverse.containerd.runtime.render.Rendering;

/**
 * A path that two daemons may share by mistake, although only one can work with it.
 *
 * @param key the name of its key
 * @param path a directory, or a file that one of the daemons or its containerd makes
 * @param directory whether it is a directory
 */
record SharedPath(String key, Path path, boolean directory) {

    /** Returns the run directory. */
    static SharedPath run(ContainerdConfig config) {
        return directory("run-directory", config.directories().run());
    }

    /** Returns all of a daemon's, its directories first: what is in them needs no lock of its own. */
    static List<SharedPath> all(ContainerdConfig config, Rendering rendering) {
        List<SharedPath> paths = new ArrayList<>();
        paths.add(run(config));
        paths.add(directory("root", config.directories().root()));
        paths.add(directory("state", config.directories().state()));
        config.overlayfs().rootPath().ifPresent(snapshots -> paths.add(directory("overlayfs.root-path", snapshots)));
        if (!rendering.registries().files().isEmpty()) {
            paths.add(directory("registry-directory", rendering.registries().path()));
        }
        if (rendering.criEnabled() && config.cni().enabled()) {
            paths.add(directory("cni.conf-dir", config.cni().confDir()));
            paths.add(file("cni.template-file", config.cni().templateFile()));
        }
        paths.add(file("config-file", config.configFile().path()));
        paths.add(file("grpc.address", config.grpc().address()));
        config.ttrpc().address().ifPresent(socket -> paths.add(file("ttrpc.address", socket)));
        config.debug().address().ifPresent(socket -> paths.add(file("debug.address", socket)));
        if (rendering.gvisor()) {
            paths.add(file("runsc.config-file", config.runsc().configFile()));
            paths.add(file("runsc.wrapper-file", config.runsc().wrapperFile()));
            paths.add(file("runsc.fifo", config.runsc().fifo()));
        }
        return paths;
    }

    private static SharedPath directory(String name, Path path) {
        return new SharedPath(ConfigKeys.key(name), path, true);
    }

    private static SharedPath file(String name, Path path) {
        return new SharedPath(ConfigKeys.key(name), path, false);
    }

    /** Returns the file whose lock tells that a daemon works with it, wherever symbolic links lead. */
    LockFile lockFile() throws IOException {
        Path real = real(path.toAbsolutePath().normalize());
        return directory ? LockFile.ofDirectory(real) : LockFile.ofFile(real);
    }

    /** Resolves what exists of a path. */
    private static Path real(Path path) throws IOException {
        if (path.toFile().exists()) {
            return path.toRealPath();
        }
        Path parent = path.getParent();
        return parent == null ? path : real(parent).resolve(path.getFileName());
    }
}
