package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * Keeps the directories of registries in line with the configuration. A directory that was created here contains a
 * marker; only such directories are changed, and removed together with their registry.
 */
public final class RegistryDirectories {

    /** The marker, which containerd ignores: it looks only at {@code hosts.toml} and certificates. */
    static final String MARKER = ".quarkus-containerd";
    private static final String HOSTS = "hosts.toml";
    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");

    private final Directories directories;
    private final FileInstaller installer = new FileInstaller();

    /** @param directories makes the directories */
    public RegistryDirectories(Directories directories) {
        this.directories = directories;
    }

    /**
     * Writes the files that differ, each in a directory with mode 0700, and removes what was written here for registries
     * that are no longer configured.
     *
     * @return the files that were written and the directories that were removed, in order
     * @throws HostException naming a directory that was written by somebody else, or that cannot be written
     */
    public List<Path> install(HostsDirectory registries) throws HostException {
        List<Path> changed = new ArrayList<>();
        try {
            changed.addAll(removeOthers(registries));
        } catch (IOException e) {
            throw new HostException(
                    registries.path() + " cannot be cleaned up: "
                            + FileSystemErrors.explain(e, registries.path(),
                                    "Make it writable for this user, or configure another directory."),
                    e);
        }
        for (RenderedFile file : registries.files()) {
            Path directory = file.path().getParent();
            requireOurs(directory);
            ensure(registries.path());
            directories.ensureParent(file.path(), PRIVATE_DIRECTORY);
            installer.install(List.of(new RenderedFile(directory.resolve(MARKER), "", PRIVATE_FILE)));
            directories.ensure(directory, PRIVATE_DIRECTORY);
            changed.addAll(installer.install(List.of(file)));
        }
        return changed;
    }

    /**
     * Returns the files of registries in that directory that were not written here, so that containerd goes by them and not by
     * those for all registries.
     *
     * @throws HostException if the directory cannot be read
     */
    public static List<Path> foreign(HostsDirectory registries) throws HostException {
        if (!Files.isDirectory(registries.path())) {
            return List.of();
        }
        List<Path> foreign = new ArrayList<>();
        try (DirectoryStream<Path> present = Files.newDirectoryStream(registries.path())) {
            for (Path directory : present) {
                if (!Files.exists(directory.resolve(MARKER)) && Files.isRegularFile(directory.resolve(HOSTS))) {
                    foreign.add(directory.resolve(HOSTS));
                }
            }
        } catch (IOException e) {
            throw new HostException(registries.path() + " cannot be read: " + FileSystemErrors.describe(e)
                    + ". Make it readable for this user, or configure another directory.", e);
        }
        return foreign.stream().sorted().toList();
    }

    /** Makes the directory of the registries' directories if it is missing. */
    public void ensure(Path directory) throws HostException {
        if (!Files.isDirectory(directory)) {
            directories.ensure(directory, PRIVATE_DIRECTORY);
        }
    }

    private static void requireOurs(Path directory) throws HostException {
        if (Files.isSymbolicLink(directory)) {
            throw new HostException(directory + " is a symbolic link, which is not followed. Remove it, or configure another"
                    + " quarkus.containerd.registry-directory.");
        }
        if (Files.exists(directory.resolve(HOSTS), LinkOption.NOFOLLOW_LINKS) && !Files.exists(directory.resolve(MARKER))) {
            throw new HostException(directory + " has a " + HOSTS + " that was not written by this daemon. Move it away, or"
                    + " configure another quarkus.containerd.registry-directory.");
        }
    }

    private static List<Path> removeOthers(HostsDirectory registries) throws IOException {
        List<Path> removed = new ArrayList<>();
        if (!Files.isDirectory(registries.path())) {
            return removed;
        }
        Set<Path> wanted = registries.files().stream().map(file -> file.path().getParent()).collect(Collectors.toSet());
        try (DirectoryStream<Path> present = Files.newDirectoryStream(registries.path())) {
            for (Path directory : present) {
                if (!wanted.contains(directory) && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.exists(directory.resolve(MARKER))) {
                    Files.deleteIfExists(directory.resolve(HOSTS));
                    Files.delete(directory.resolve(MARKER));
                    deleteIfEmpty(directory);
                    removed.add(directory);
                }
            }
        }
        return removed;
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            // what else is in it is somebody else's
        }
    }
}
