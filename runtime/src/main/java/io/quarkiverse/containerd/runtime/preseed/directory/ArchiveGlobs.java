package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Chooses archives by globs over their paths relative to the preseed directory. */
public final class ArchiveGlobs {

    private final FileSystem fileSystem;
    private final List<PathMatcher> matchers = new ArrayList<>();

    /** @throws IllegalArgumentException if a glob is malformed */
    public ArchiveGlobs(FileSystem fileSystem, List<String> globs) {
        this.fileSystem = fileSystem;
        for (String glob : globs) {
            try {
                matchers.add(fileSystem.getPathMatcher("glob:" + glob));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("\"" + glob + "\" is not a valid glob for archives: " + e.getMessage(), e);
            }
        }
    }

    public boolean contains(PreseedArchive archive) {
        return contains(fileSystem.getPath(archive.path()));
    }

    public boolean contains(Path relative) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
    }
}
