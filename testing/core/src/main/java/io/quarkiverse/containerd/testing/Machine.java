package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds traces of a node on this machine: processes, mounts and control groups. */
public final class Machine {

    private static final Path PROC = Path.of("/proc");
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private Machine() {
    }

    /** The processes that have the text in their command line, without this one and without zombies. */
    public static List<ProcessHandle> processesNaming(String text) throws IOException {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> name.matches("\\d+"))
                    .filter(pid -> read(PROC.resolve(pid).resolve("cmdline")).contains(text))
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                    .filter(process -> process.pid() != ProcessHandle.current().pid()).toList();
        }
    }

    /** The mount points below a directory, the innermost first. */
    public static List<String> mountsBelow(Path directory) {
        return read(PROC.resolve("self/mounts")).lines().map(line -> line.split(" ")[1])
                .filter(mount -> mount.startsWith(directory + "/")).sorted(Comparator.reverseOrder()).toList();
    }

    /** The control groups of these containers, the innermost first. */
    public static List<Path> controlGroups(Set<String> ids) throws IOException {
        List<Path> groups = new ArrayList<>();
        // control groups come and go during the walk
        Files.walkFileTree(CGROUPS, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory,
                    BasicFileAttributes attributes) {
                if (ids.contains(directory.getFileName().toString())) {
                    groups.add(0, directory);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return groups;
    }

    /** Reads a file; empty if its process has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
