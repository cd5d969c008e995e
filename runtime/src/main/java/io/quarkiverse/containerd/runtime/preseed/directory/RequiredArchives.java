package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** Chooses the required archives by globs. */
public final class RequiredArchives {

    private static final String WILDCARDS = "*?[{";

    private final ArchiveGlobs globs;
    private final Set<String> literals;

    /** @throws IllegalArgumentException if a glob is malformed, or leads out of the preseed directory */
    public RequiredArchives(PreseedSettings settings) {
        this(settings.directory(), settings.required());
    }

    RequiredArchives(Path directory, List<String> globs) {
        this.globs = new ArchiveGlobs(directory, globs);
        this.literals = globs.stream().map(glob -> ArchiveGlobs.relative(directory, glob))
                .flatMap(glob -> literal(glob).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the path that a glob without wildcards stands for; empty if it has some. */
    private static Optional<String> literal(String glob) {
        StringBuilder literal = new StringBuilder();
        for (int at = 0; at < glob.length(); at++) {
            if (WILDCARDS.indexOf(glob.charAt(at)) >= 0) {
                return Optional.empty();
            }
            if (glob.charAt(at) == '\\' && at + 1 < glob.length()) {
                at++;
            }
            literal.append(glob.charAt(at));
        }
        return Optional.of(literal.toString());
    }

    boolean contains(Path relative) {
        return globs.contains(relative);
    }

    /** Whether an archive is required by its own path, not by wildcards, which may well choose others. */
    public boolean isNamed(PreseedArchive archive) {
        return literals.contains(archive.path());
    }

    /** Returns the paths that globs without wildcards stand for, each an archive that must exist. */
    Set<String> literals() {
        return literals;
    }
}
