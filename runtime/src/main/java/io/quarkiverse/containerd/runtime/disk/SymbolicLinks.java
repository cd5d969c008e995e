package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells where symbolic links lead that lead nowhere, for messages. */
public final class SymbolicLinks {

    private SymbolicLinks() {
    }

    /**
     * Returns where a symbolic link leads, if there is no file, as the end of a sentence such as {@code is a symbolic link to
     * /data/a.tar, which does not exist}; empty if this is not a symbolic link, or leads to a file.
     */
    public static Optional<String> deadEnd(Path path) {
        if (!Files.isSymbolicLink(path) || Files.exists(path)) {
            return Optional.empty();
        }
        Set<Path> seen = new HashSet<>();
        Path first = null;
        Path end = path;
        try {
            while (Files.isSymbolicLink(end) && seen.add(end)) {
                end = end.resolveSibling(Files.readSymbolicLink(end)).normalize();
                first = first == null ? end : first;
            }
        } catch (IOException e) {
            return Optional.of("is a symbolic link that cannot be read: " + FileSystemErrors.describe(e));
        }
        return Optional.of("is a symbolic link to " + first + (end.equals(first) ? "" : ", which leads to " + end)
                + (Files.exists(end, LinkOption.NOFOLLOW_LINKS) ? ", and so on in a loop" : ", which does not exist"));
    }
}
