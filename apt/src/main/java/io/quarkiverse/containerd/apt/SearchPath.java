package io.quarkiverse.containerd.apt;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Directories that are searched for programs; the first directory wins.
 *
 * @param directories the directories, which need not exist
 */
record SearchPath(List<Path> directories) {

    /** The directories that packages of Debian install the programs of a node into, below the root directory. */
    private static final List<String> PACKAGE_DIRECTORIES = List.of("usr/bin", "usr/sbin", "bin", "sbin", "usr/lib/cni",
            "usr/libexec/cni", "opt/cni/bin");

    SearchPath {
        directories = directories.stream().distinct().toList();
    }

    /** Returns the search path of this process, followed by the directories of installed packages. */
    static SearchPath ofThisProcess() {
        Stream<Path> variable = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty()).map(Path::of).filter(Path::isAbsolute);
        return new SearchPath(Stream.concat(variable, ofPackage(Path.of("/")).directories().stream()).toList());
    }

    /**
     * Returns the search path in the files of a package.
     *
     * @param root the directory that stands for the root directory
     */
    static SearchPath ofPackage(Path root) {
        return new SearchPath(PACKAGE_DIRECTORIES.stream().map(root::resolve).toList());
    }

    /**
     * Finds the first executable file of that name.
     *
     * @param name a file name without a directory
     */
    Optional<Path> find(String name) {
        return directories.stream().map(directory -> directory.resolve(name)).filter(SearchPath::isExecutable).findFirst();
    }

    /**
     * Finds the first directory that holds all of the executables.
     *
     * @param names file names without a directory
     */
    Optional<Path> findDirectory(Collection<String> names) {
        return directories.stream()
                .filter(directory -> names.stream().allMatch(name -> isExecutable(directory.resolve(name)))).findFirst();
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
