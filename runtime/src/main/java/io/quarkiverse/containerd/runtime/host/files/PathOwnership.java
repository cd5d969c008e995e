package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.host.CurrentUser;

/**
 * Finds out whether somebody other than this user and root could change what is at a path, or put something else in its
 * place: who can write to a directory above it can do the latter.
 */
public final class PathOwnership {

    private static final int ROOT = 0;
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    private final int user;
    private final boolean shared;
    private final Deque<Path> names = new ArrayDeque<>();
    private Path at;
    private int links;

    private PathOwnership(int user, boolean shared, Path path) {
        this.user = user;
        this.shared = shared;
        follow(path);
    }

    /**
     * Returns why a directory is not this user's or root's alone, and the remedy. Of a path that does not exist, what exists
     * of it counts.
     *
     * @return a clause without a full stop; empty if nobody else can change anything
     * @throws IOException if the path cannot be examined
     */
    public static Optional<String> weakness(Path path) throws IOException {
        return weakness(path, CurrentUser.uid(), false);
    }

    /**
     * Like {@link #weakness(Path)}, for a directory that may be one for everybody's files, such as {@code /tmp}, where nobody
     * can touch those of others.
     */
    public static Optional<String> weaknessUnlessSticky(Path path) throws IOException {
        return weakness(path, CurrentUser.uid(), true);
    }

    static Optional<String> weakness(Path path, int user, boolean shared) throws IOException {
        return new PathOwnership(user, shared, path.toAbsolutePath().normalize()).walk();
    }

    private Optional<String> walk() throws IOException {
        Optional<String> weakness = weakness(at, attributes(at));
        while (weakness.isEmpty() && !names.isEmpty()) {
            Path next = at.resolve(names.pop()).normalize();
            Map<String, Object> attributes;
            try {
                attributes = attributes(next);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
            weakness = weakness(next, attributes);
            int type = (int) attributes.get("mode") & TYPE;
            if (type == DIRECTORY) {
                at = next;
            } else if (type != LINK) {
                return names.isEmpty() ? weakness : Optional.empty();
            } else if (++links > MOST_LINKS) {
                return Optional.of(next + " is a symbolic link that leads nowhere; remove it");
            } else {
                follow(Files.readSymbolicLink(next));
            }
        }
        return weakness;
    }

    private void follow(Path path) {
        if (path.isAbsolute()) {
            at = path.getRoot();
        }
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            names.push(path.getName(i));
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<String> weakness(Path path, Map<String, Object> attributes) {
        int mode = (int) attributes.get("mode");
        int owner = (int) attributes.get("uid");
        if (owner != ROOT && owner != user) {
            return Optional.of(path + " belongs to user " + owner + ", who could change what is there; change its owner"
                    + " (chown " + user + " " + path + ")");
        }
        if ((mode & TYPE) == LINK) {
            return Optional.empty();
        }
        boolean sticky = (mode & TYPE) == DIRECTORY && (mode & STICKY) != 0;
        if (sticky && (shared || !names.isEmpty())) {
            return Optional.empty();
        }
        if ((mode & OTHERS_WRITE) != 0) {
            return Optional.of(path + " can be written by everybody; take that away (chmod go-w " + path + ")"
                    + (sticky ? " or, as it is made for everybody's files, use a directory below it" : ""));
        }
        if ((mode & GROUP_WRITES) != 0 && !ownGroup(owner, (int) attributes.get("gid"))) {
            return Optional.of(path + " can be written by group " + attributes.get("gid") + "; take that away (chmod g-w "
                    + path + ")");
        }
        return Optional.empty();
    }

    /** Whether a group is that which distributions give each user, with the user's number, and nobody else is in. */
    private static boolean ownGroup(int owner, int group) {
        return owner != ROOT && group == owner;
    }
}
