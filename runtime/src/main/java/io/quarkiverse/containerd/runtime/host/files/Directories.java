package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;

/** Creates the directories of a node, each with its mode regardless of the umask. */
public final class Directories {

    private static final Set<PosixFilePermission> PARENT_MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final boolean strict;

    /** @param strict whether a directory that somebody else could change is refused */
    public Directories(boolean strict) {
        this.strict = strict;
    }

    /**
     * Creates a directory, or corrects the mode of an existing one. Missing parents are created with mode 0755; existing
     * parents are left as they are. A symbolic link to a directory counts as that directory.
     *
     * @return whether anything was changed
     * @throws HostException if the directory cannot be created, something else is in its place, its mode cannot be set, or
     *         would keep others from files of theirs
     */
    public boolean ensure(Path directory, Set<PosixFilePermission> mode) throws HostException {
        Path absolute = directory.toAbsolutePath().normalize();
        boolean made = make(absolute, mode);
        if (strict) {
            requireOwn(absolute);
        }
        try {
            if (mode.equals(Files.getPosixFilePermissions(absolute))) {
                return made;
            }
            requireNothingOfOthers(absolute, mode);
            Files.setPosixFilePermissions(absolute, mode);
            return true;
        } catch (HostException e) {
            throw e;
        } catch (IOException e) {
            throw new HostException("Mode " + FileModes.octal(mode) + " of directory " + absolute + " cannot be set: "
                    + FileSystemErrors.describe(e) + ". Change its mode or owner, or configure another directory.", e);
        }
    }

    /**
     * Checks that a mode would not keep others from files of theirs in a directory, such as {@code /var} by mistake.
     *
     * @throws HostException if it would
     * @throws IOException if the directory cannot be examined
     */
    public static void requireNothingOfOthers(Path directory, Set<PosixFilePermission> mode) throws IOException {
        if (Files.isDirectory(directory) && !mode.containsAll(Files.getPosixFilePermissions(directory))
                && !OwnContent.is(directory.toAbsolutePath().normalize())) {
            throw new HostException(directory + " has files of others, who might not reach them any more with the mode "
                    + FileModes.octal(mode) + " that it is to have. Configure a directory that is for nothing else.");
        }
    }

    /**
     * Creates the directory of a file like {@link #ensure}, but leaves an existing one as it is.
     *
     * @throws HostException as {@link #ensure} does
     */
    public void ensureParent(Path file, Set<PosixFilePermission> mode) throws HostException {
        Path directory = file.toAbsolutePath().normalize().getParent();
        if (!Files.isDirectory(directory)) {
            ensure(directory, mode);
        } else if (strict) {
            requireOwn(directory);
        }
    }

    private static void requireOwn(Path directory) throws HostException {
        Optional<String> weakness;
        try {
            weakness = PathOwnership.weakness(directory);
        } catch (IOException e) {
            throw new HostException("Owner and mode of directory " + directory + " cannot be examined: "
                    + FileSystemErrors.describe(e) + ". Configure another directory.", e);
        }
        if (weakness.isPresent()) {
            throw new HostException("Directory " + directory + " is not safe: " + weakness.get()
                    + ", or configure another directory.");
        }
    }

    private static boolean make(Path directory, Set<PosixFilePermission> mode) throws HostException {
        if (Files.isDirectory(directory)) {
            return false;
        }
        // Somebody else may have created it since.
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
            throw new HostException(directory + " exists and is not a directory. "
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
            throw new HostException("Directory " + directory + " cannot be created: "
                    + FileSystemErrors.explain(e, directory, "Create it for this user, or configure another directory."), e);
        }
    }
}
