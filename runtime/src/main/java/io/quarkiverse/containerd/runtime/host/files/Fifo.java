package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.smallrye.common.process.ProcessUtil;

/** A named pipe. Java cannot create one, so mkfifo(1) of coreutils or busybox does. */
public final class Fifo {

    /** The outcome of {@link #ensure()}. */
    public enum Outcome {
        /** The FIFO did not exist. */
        CREATED,
        /** The FIFO existed and was kept, because writers may have it open. */
        KEPT,
        /** A regular file was in its place; runsc creates one when the FIFO is missing. */
        REPLACED
    }

    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_FIFO = 0010000;
    private static final int TYPE_REGULAR = 0100000;

    private final Path path;
    private final Set<PosixFilePermission> mode;
    private final List<Path> searchPath;

    public Fifo(Path path, Set<PosixFilePermission> mode) {
        this(path, mode, ProcessUtil.searchPath());
    }

    Fifo(Path path, Set<PosixFilePermission> mode, List<Path> searchPath) {
        this.path = path.toAbsolutePath().normalize();
        this.mode = Set.copyOf(mode);
        this.searchPath = List.copyOf(searchPath);
    }

    public Path path() {
        return path;
    }

    /**
     * Creates the FIFO with its mode if it does not exist. An existing one is kept and its mode corrected. A regular file
     * in its place is replaced in one step, so that no writer finds the name free.
     *
     * @throws HostException if something else is in its place, or it cannot be created
     */
    public Outcome ensure() throws HostException {
        Map<String, Object> attributes = attributes();
        if (attributes == null) {
            make();
            return Outcome.CREATED;
        }
        int found = (Integer) attributes.get("mode");
        switch (found & TYPE_MASK) {
            case TYPE_FIFO:
                repairMode(found);
                return Outcome.KEPT;
            case TYPE_REGULAR:
                make();
                return Outcome.REPLACED;
            default:
                throw new HostException(path + " exists and is neither a FIFO nor a regular file."
                        + " Move it away, or configure another path.");
        }
    }

    /**
     * Opens the FIFO for reading and writing, which does not wait for a writer; reading then never reaches the end of
     * the file.
     *
     * @throws HostException if it is not a FIFO or cannot be opened
     */
    public FileChannel open() throws HostException {
        if (identity().isEmpty()) {
            throw new HostException(path + " is not a FIFO. Remove it; the FIFO is created at the next start.");
        }
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new HostException("FIFO " + path + " cannot be opened: " + FileSystemErrors.describe(e)
                    + ". Check its owner and mode.", e);
        }
    }

    /**
     * Returns what distinguishes this FIFO from another one of the same name; empty if there is no FIFO.
     *
     * @throws HostException if the path cannot be examined
     */
    public Optional<Object> identity() throws HostException {
        Map<String, Object> attributes = attributes();
        if (attributes == null || ((Integer) attributes.get("mode") & TYPE_MASK) != TYPE_FIFO) {
            return Optional.empty();
        }
        return Optional.of(List.of(attributes.get("dev"), attributes.get("ino")));
    }

    private Map<String, Object> attributes() throws HostException {
        try {
            return Files.readAttributes(path, "unix:mode,dev,ino", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new HostException("FIFO " + path + " cannot be examined: " + FileSystemErrors.describe(e)
                    + ". Check the owner and mode of its directory.", e);
        }
    }

    private void repairMode(int found) throws HostException {
        if (!FileModes.permissions(found).equals(mode)) {
            try {
                Files.setPosixFilePermissions(path, mode);
            } catch (IOException e) {
                throw new HostException(
                        "FIFO " + path + " cannot be given mode " + FileModes.octal(mode) + ": " + FileSystemErrors.describe(e)
                                + ". Change its owner, or remove it.",
                        e);
            }
        }
    }

    private void make() throws HostException {
        Path temporary = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            ShortCommand.run(mkfifo(temporary));
            try {
                Files.setPosixFilePermissions(temporary, mode);
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (HostException e) {
            throw e;
        } catch (IOException e) {
            throw new HostException("FIFO " + path + " cannot be created: " + FileSystemErrors.explain(e, path,
                    "Make its directory writable for this user, or configure another path."), e);
        }
    }

    private List<String> mkfifo(Path target) throws HostException {
        String octal = FileModes.octal(mode);
        return find("mkfifo").map(program -> List.of(program, "-m", octal, target.toString()))
                .or(() -> find("busybox").map(program -> List.of(program, "mkfifo", "-m", octal, target.toString())))
                .orElseThrow(
                        () -> new HostException("FIFO " + path + " cannot be created: there is neither mkfifo nor busybox"
                                + " in " + searchPath + ". Install coreutils, or create the FIFO by hand."));
    }

    private Optional<String> find(String program) {
        return searchPath.stream().map(directory -> directory.resolve(program)).filter(Files::isExecutable)
                .map(Objects::toString).findFirst();
    }
}
