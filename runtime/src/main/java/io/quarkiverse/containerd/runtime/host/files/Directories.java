package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.quarkiverse.containerd.runtime.host.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;

/** Makes the directories of a node, each with the mode it must have whatever the umask is. */
public final class Directories {

    private static final Set<PosixFilePermission> PARENT_MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    /**
     * Makes a directory, or repairs the mode of one that is there. Missing parents are made with mode 0755; parents that exist
     * are left as they are. A symbolic link to a directory counts as that directory.
     *
     * @return whether anything was changed
     * @throws HostException if the directory cannot be made, something else is in its place, or its mode cannot be set
     */
    public boolean ensure(Path directory, Set<PosixFilePermission> mode) throws HostException {
        Path absolute = directory.toAbsolutePath().normalize();
        boolean made = make(absolute, mode);
        try {
            if (mode.equals(Files.getPosixFilePermissions(absolute))) {
                return made;
            }
            Files.setPosixFilePermissions(absolute, mode);
            return true;
        } catch (IOException e) {
            throw new HostException("Directory " + absolute + " cannot get mode " + FileModes.octal(mode) + ": "
                    + FileSystemErrors.describe(e) + ". Change its mode or owner, or configure another directory.", e);
        }
    }

    private static boolean make(Path directory, Set<PosixFilePermission> mode) throws HostException {
        if (Files.isDirectory(directory)) {
            return false;
        }
        // Somebody else may have made it since.
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
            throw new HostException(directory + " is to be a directory, but something else is there. "
                    + "Move it away, or configure another directory.");
        }
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            make(parent, PARENT_MODE);
        }
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mode));
            // the umask may have taken bits away
            Files.setPosixFilePermissions(directory, mode);
            return true;
        } catch (IOException e) {
            if (Files.isDirectory(directory)) {
                return false;
            }
            throw new HostException("Directory " + directory + " cannot be made: " + FileSystemErrors.describe(e)
                    + ". Make it for this user, or configure another directory.", e);
        }
    }
}
