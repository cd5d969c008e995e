package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Chooses archives by globs over their paths relative to the preseed directory. */
public final class ArchiveGlobs {

    private final FileSystem fileSystem;
    private final List<PathMatcher> matchers = new ArrayList<>();

    /**
     * @param directory the preseed directory
     * @throws IllegalArgumentException if a glob is malformed, or leads out of the directory
     */
    public ArchiveGlobs(Path directory, List<String> globs) {
        this.fileSystem = directory.getFileSystem();
        for (String glob : globs) {
            try {
                matchers.add(fileSystem.getPathMatcher("glob:" + relative(directory, glob)));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("\"" + glob + "\" is not a valid glob for archives: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Returns a glob in the form of the paths that it is matched with: relative to the directory, and without empty parts and
     * {@code .}, which are no more than spelling.
     *
     * @throws IllegalArgumentException if it leads out of the directory
     */
    static String relative(Path directory, String glob) {
        List<String> parts = Arrays.stream(glob.split("/")).filter(part -> !part.isEmpty() && !part.equals(".")).toList();
        String relative = String.join("/", parts);
        String root = directory.toAbsolutePath().normalize().toString().substring(1) + "/";
        boolean absolute = glob.startsWith("/");
        if (parts.contains("..") || absolute && !relative.startsWith(root)) {
            throw new IllegalArgumentException("\"" + glob + "\" leads out of the preseed directory " + directory
                    + ": globs for archives are relative to it, such as k8s.io/*.tar");
        }
        return absolute ? relative.substring(root.length()) : relative;
    }

    public boolean contains(PreseedArchive archive) {
        return contains(fileSystem.getPath(archive.path()));
    }

    public boolean contains(Path relative) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
    }
}
