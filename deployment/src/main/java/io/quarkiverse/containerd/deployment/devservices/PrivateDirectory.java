package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

import io.quarkiverse.containerd.apt.FileTrees;

/** Directories in places that other users can write to. */
final class PrivateDirectory {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> WRITABLE_FOR_OTHERS = Set.of(PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    /** The field of the mount point in a line of mountinfo. */
    private static final int MOUNT_POINT = 4;

    private PrivateDirectory() {
    }

    /**
     * Creates a directory that only its owner can use, unless this user already has.
     *
     * @throws IOException if it cannot be created, or belongs to somebody else
     */
    static void create(Path directory, int uid) throws IOException {
        try {
            Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            boolean own = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid);
            if (!own) {
                throw new IOException(directory + " is not a directory owned by this user. Delete it, or set "
                        + DevSettings.STATE + " to another directory.", e);
            }
            Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
            if (mode.removeAll(WRITABLE_FOR_OTHERS)) {
                Files.setPosixFilePermissions(directory, mode);
            }
        }
    }

    /**
     * Deletes a directory with all that is in it, unless a file system is mounted below it, as that of a pod that runs.
     *
     * @throws IOException if the mounts cannot be read, or something cannot be deleted
     */
    static void delete(Path directory) throws IOException {
        delete(directory, Files.readString(Path.of("/proc/self/mountinfo")));
    }

    /** @param mounts the mounts of this process, as in proc(5) */
    static void delete(Path directory, String mounts) throws IOException {
        boolean mounted = mounts.lines().anyMatch(mount -> Path.of(mount.split(" ")[MOUNT_POINT]).startsWith(directory));
        if (!mounted && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            FileTrees.delete(directory);
        }
    }
}
