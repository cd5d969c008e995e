package io.quarkiverse.containerd.preseed;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Tells which archives are required, by globs. */
final class RequiredArchives {

    private static final String WILDCARDS = "*?[{\\";

    private final List<PathMatcher> matchers = new ArrayList<>();
    private final List<String> literals = new ArrayList<>();

    /** @throws IllegalArgumentException if a glob is malformed */
    RequiredArchives(FileSystem fileSystem, List<String> globs) {
        for (String glob : globs) {
            try {
                matchers.add(fileSystem.getPathMatcher("glob:" + glob));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("\"" + glob + "\" is no glob for archives: " + e.getMessage(), e);
            }
            if (glob.chars().noneMatch(character -> WILDCARDS.indexOf(character) >= 0)) {
                literals.add(glob);
            }
        }
    }

    boolean contains(Path relative) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
    }

    /** The globs that name one archive each. */
    List<String> literals() {
        return literals;
    }
}
