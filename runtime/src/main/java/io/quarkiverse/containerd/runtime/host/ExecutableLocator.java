package io.quarkiverse.containerd.runtime.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds executables in a fixed list of directories; the first directory wins. It looks at nothing else on the
 * machine, and runs and caches nothing.
 */
public final class ExecutableLocator {

    /**
     * Directories that distributions and containerd's own archives install commands in, whatever the PATH of the
     * application is.
     */
    public static final List<Path> COMMAND_DIRECTORIES = List.of(Path.of("/usr/local/sbin"), Path.of("/usr/local/bin"),
            Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"));

    /**
     * Further directories that containerd's release archive and the CNI plugins are installed in,
     * besides {@link #COMMAND_DIRECTORIES}.
     */
    public static final List<Path> CONTAINER_DIRECTORIES = List.of(Path.of("/opt/containerd/bin"), Path.of("/opt/cni/bin"),
            Path.of("/usr/lib/cni"), Path.of("/usr/libexec/cni"));

    private final List<Path> directories;

    /**
     * @param directories the directories to search, in order; a directory need not exist
     */
    public ExecutableLocator(Collection<Path> directories) {
        this.directories = List.copyOf(new LinkedHashSet<>(directories));
    }

    /**
     * Creates a locator for a search path followed by the usual directories.
     *
     * @param searchPath directories separated as in the environment variable PATH, or null; relative and empty entries
     *        are ignored, because what a daemon runs must not depend on where it was started
     */
    public static ExecutableLocator forSearchPath(String searchPath) {
        List<Path> directories = new ArrayList<>(split(searchPath));
        directories.addAll(COMMAND_DIRECTORIES);
        directories.addAll(CONTAINER_DIRECTORIES);
        return new ExecutableLocator(directories);
    }

    private static List<Path> split(String searchPath) {
        if (searchPath == null) {
            return List.of();
        }
        List<Path> directories = new ArrayList<>();
        for (String entry : searchPath.split(File.pathSeparator)) {
            if (!entry.isEmpty() && Path.of(entry).isAbsolute()) {
                directories.add(Path.of(entry));
            }
        }
        return directories;
    }

    /** Returns the directories that are searched, in order. */
    public List<Path> directories() {
        return directories;
    }

    /**
     * Finds the first executable regular file of that name; a symbolic link counts as its target.
     *
     * @param name a file name without a directory
     */
    public Optional<Path> find(String name) {
        return directories.stream().map(directory -> directory.resolve(name)).filter(ExecutableLocator::isExecutable)
                .findFirst();
    }

    /**
     * Finds the first directory that holds all of the executables.
     *
     * @param names file names without a directory
     */
    public Optional<Path> findDirectory(Collection<String> names) {
        return directories.stream()
                .filter(directory -> names.stream().allMatch(name -> isExecutable(directory.resolve(name))))
                .findFirst();
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
