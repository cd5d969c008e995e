package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.host.files.InUseException;
import io.quarkiverse.containerd.runtime.host.files.RegistryDirectories;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * Puts the directories and the rendered files in place, again at each start of containerd, so that nobody's change outlives it.
 */
@Singleton
public class ContainerdFiles {

    private static final Logger LOG = Logger.getLogger(ContainerdFiles.class);
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> TRAVERSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final ContainerdConfig config;
    private final PodNetwork network;
    private final Directories directories = new Directories(OwnDirectories.strict());
    private final FileInstaller installer = new FileInstaller();
    private final RegistryDirectories registries = new RegistryDirectories(directories);
    private final DaemonLocks locks = new DaemonLocks();

    ContainerdFiles(ContainerdConfig config, PodNetwork network) {
        this.config = config;
        this.network = network;
    }

    /**
     * Keeps other daemons from what this one works with. A directory other than the run directory that cannot be made or locked
     * fails the start of containerd, not that of the daemon.
     *
     * @throws ConfigurationException if another daemon works with one of the paths, a directory has files of others that its
     *         mode would keep them from, or there is no run directory
     */
    DaemonLocks lock(Rendering rendering) {
        requireNothingOfOthers("run-directory", config.directories().run(), TRAVERSABLE);
        requireNothingOfOthers("root", config.directories().root(), PRIVATE);
        requireNothingOfOthers("state", config.directories().state(), TRAVERSABLE);
        requireNothingOfOthers("temp", config.directories().temp(), PRIVATE);
        SharedPath run = SharedPath.run(config);
        try {
            directories.ensure(run.path(), TRAVERSABLE);
            locks.acquire(List.of(run));
        } catch (IOException e) {
            throw new ConfigurationException(run.key(), FileSystemErrors.describe(e));
        }
        try {
            makeDirectories(rendering);
        } catch (IOException e) {
            LOG.debugf("The start of containerd will fail: %s", e.getMessage());
        }
        locks.acquireWhatCanBe(SharedPath.all(config, rendering));
        return locks;
    }

    /** Before anything is made there. */
    private static void requireNothingOfOthers(String name, Path directory, Set<PosixFilePermission> mode) {
        try {
            Directories.requireNothingOfOthers(directory, mode);
        } catch (IOException e) {
            throw new ConfigurationException(ConfigKeys.key(name), FileSystemErrors.describe(e));
        }
    }

    /** Makes the directories of the log pump's FIFO. */
    void prepareFifo() throws IOException {
        directories.ensure(config.directories().run(), TRAVERSABLE);
        directories.ensureParent(config.runsc().fifo(), TRAVERSABLE);
    }

    /**
     * Makes containerd's directories and writes the files it reads.
     *
     * @throws InUseException if another daemon works with one of them meanwhile
     */
    void prepareContainerd(Rendering rendering, NodeLogger log) throws IOException {
        makeDirectories(rendering);
        locks.acquire(SharedPath.all(config, rendering));
        FileInstaller.removeUnfinished(ContainerdLaunch.record(config));
        FileInstaller.removeUnfinished(ConfiguredSettings.memos(config));
        network.recordFiles();
        for (Path changed : registries.install(rendering.registries())) {
            log.infof(Files.exists(changed) ? "wrote %s" : "removed %s", changed);
        }
        for (Path changed : installer.install(rendering.files())) {
            log.infof("wrote %s", changed);
        }
    }

    private void makeDirectories(Rendering rendering) throws IOException {
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
        if (config.overlayfs().rootPath().isPresent()) {
            directories.ensureParent(config.overlayfs().rootPath().get().resolve("snapshots"), PRIVATE);
        }
        if (rendering.criEnabled()) {
            directories.ensure(config.cni().confDir(), READABLE);
        }
        if (!rendering.registries().files().isEmpty()) {
            registries.ensure(rendering.registries().path());
        }
        for (RenderedFile file : rendering.files()) {
            directories.ensureParent(file.path(), TRAVERSABLE);
        }
    }
}
