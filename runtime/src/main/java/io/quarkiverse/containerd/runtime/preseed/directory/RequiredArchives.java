package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;

/** Chooses the required archives by globs. */
final class RequiredArchives {

    private static final String WILDCARDS = "*?[{\\";

    private final ArchiveGlobs globs;
    private final List<String> literals;

    /** @throws IllegalArgumentException if a glob is malformed */
    RequiredArchives(FileSystem fileSystem, List<String> globs) {
        this.globs = new ArchiveGlobs(fileSystem, globs);
        this.literals = globs.stream()
                .filter(glob -> glob.chars().noneMatch(character -> WILDCARDS.indexOf(character) >= 0)).toList();
    }

    boolean contains(Path relative) {
        return globs.contains(relative);
    }

    /** Returns the globs without wildcards, which name one archive each. */
    List<String> literals() {
        return literals;
    }
}
