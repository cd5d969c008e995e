package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.host.files.DirectoryLock;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.host.files.RegistryDirectories;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * Puts the directories and the rendered files in place, again at each start of containerd, so that nobody's change outlives it.
 */
@Singleton
public class ContainerdFiles {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> TRAVERSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final ContainerdConfig config;
    private final PodNetwork network;
    private final Directories directories = new Directories(OwnDirectories.strict());
    private final FileInstaller installer = new FileInstaller();
    private final RegistryDirectories registries = new RegistryDirectories(directories);

    ContainerdFiles(ContainerdConfig config, PodNetwork network) {
        this.config = config;
        this.network = network;
    }

    /**
     * Makes the run directory, and keeps other daemons out of it.
     *
     * @throws ConfigurationException if another daemon has it, or it cannot be made
     */
    DirectoryLock lockRunDirectory() {
        try {
            directories.ensure(config.directories().run(), TRAVERSABLE);
            return DirectoryLock.acquire(config.directories().run());
        } catch (HostException e) {
            throw new ConfigurationException("quarkus.containerd.run-directory", e.getMessage());
        }
    }

    /** Makes the directories of the log pump's FIFO. */
    void prepareFifo() throws IOException {
        directories.ensure(config.directories().run(), TRAVERSABLE);
        directories.ensureParent(config.runsc().fifo(), TRAVERSABLE);
    }

    /** Makes containerd's directories and writes the files it reads. */
    void prepareContainerd(Rendering rendering, NodeLogger log) throws IOException {
        directories.ensure(config.directories().run(), TRAVERSABLE);
        directories.ensure(config.directories().root(), PRIVATE);
        directories.ensure(config.directories().state(), TRAVERSABLE);
        directories.ensure(config.directories().temp(), PRIVATE);
        directories.ensureParent(config.grpc().address(), TRAVERSABLE);
        if (config.ttrpc().address().isPresent()) {
            directories.ensureParent(config.ttrpc().address().get(), TRAVERSABLE);
        }
        if (config.debug().address().isPresent()) {
            directories.ensureParent(config.debug().address().get(), TRAVERSABLE);
        }
        if (rendering.criEnabled()) {
            directories.ensure(config.cni().confDir(), READABLE);
        }
        for (RenderedFile file : rendering.files()) {
            directories.ensureParent(file.path(), TRAVERSABLE);
            FileInstaller.removeUnfinished(file.path());
        }
        FileInstaller.removeUnfinished(ContainerdLaunch.record(config));
        network.recordFiles();
        for (Path changed : registries.install(rendering.registries())) {
            log.infof(Files.exists(changed) ? "wrote %s" : "removed %s", changed);
        }
        for (Path changed : installer.install(rendering.files())) {
            log.infof("wrote %s", changed);
        }
    }
}
