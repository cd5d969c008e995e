package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.disk.SymbolicLinks;
import io.quarkiverse.containerd.runtime.grpc.NamespaceNames;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** The directory with the archives, {@code <directory>/<namespace>/<archive>}. Names that start with a dot are ignored. */
public final class PreseedDirectory {

    /** Each takes memory for as long as the daemon runs, and time at each scan. */
    private static final int MOST_FILES = 20_000;

    private final Path directory;
    private final RequiredArchives required;
    private final int mostFiles;

    public PreseedDirectory(PreseedSettings settings) {
        this(settings, MOST_FILES);
    }

    PreseedDirectory(PreseedSettings settings, int mostFiles) {
        this.directory = settings.directory();
        this.required = new RequiredArchives(settings);
        this.mostFiles = mostFiles;
    }

    public boolean exists() {
        return Files.exists(directory);
    }

    /** Whether the files below a directory have so many bytes; not if it cannot be read. */
    public static boolean hasBytes(Path directory, long least) {
        AtomicLong bytes = new AtomicLong();
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toFile).filter(File::isFile).anyMatch(file -> bytes.addAndGet(file.length()) >= least);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** Whether it has image lists. */
    public boolean hasLists() {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            return files.anyMatch(ImageList::isList);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /**
     * Finds out what there is. Of too many files the first of each namespace that is left out becomes an archive with a
     * problem.
     *
     * @throws IOException if the directory cannot be read, or has too many files at its top
     */
    public DirectoryScan scan() throws IOException {
        List<PreseedArchive> archives = new ArrayList<>();
        List<ImageList> lists = new ArrayList<>();
        List<DirectoryScan.Ignored> ignored = new ArrayList<>();
        if (exists()) {
            Map<Boolean, List<Path>> top = top().stream().collect(Collectors.partitioningBy(Files::isDirectory));
            top.get(false).forEach(file -> ignored.add(DirectoryScan.Ignored.of(file, SymbolicLinks.deadEnd(file)
                    .map(link -> "it " + link).orElse("archives belong in a directory named after their"
                            + " namespace, for example " + directory.resolve("k8s.io").resolve(file.getFileName())))));
            NamespaceEntries entries = new NamespaceEntries(mostFiles - ignored.size());
            for (Path namespace : top.get(true)) {
                addEntries(namespace, entries);
            }
            Map<Path, List<Path>> kept = entries.kept();
            for (Path namespace : top.get(true)) {
                addNamespace(namespace, kept.getOrDefault(namespace, List.of()), archives, lists, ignored);
            }
            entries.excess().forEach(excess -> archives.add(excessive(excess)));
        }
        addAbsent(archives);
        ignored.sort(Comparator.comparing(DirectoryScan.Ignored::file));
        return new DirectoryScan(List.copyOf(archives), List.copyOf(lists), List.copyOf(ignored));
    }

    private List<Path> top() throws IOException {
        try (Stream<Path> entries = visible(directory)) {
            List<Path> found = entries.limit(mostFiles + 1L).sorted().toList();
            if (found.size() > mostFiles) {
                throw new FileSystemException(directory.toString(), null, "the preseed directory has more than " + mostFiles
                        + " files and directories of namespaces (a fixed limit): remove what is no such directory");
            }
            return found;
        }
    }

    private static Stream<Path> visible(Path listed) throws IOException {
        Stream<Path> entries = Files.list(listed);
        return entries.filter(entry -> !entry.getFileName().toString().startsWith("."));
    }

    private void addEntries(Path namespace, NamespaceEntries entries) throws IOException {
        try (Stream<Path> files = visible(namespace)) {
            files.forEach(file -> entries.add(new NamespaceEntries.Entry(file, rank(file))));
        }
    }

    /** Archives that are required by their own paths matter most, then others that are required, and image lists. */
    private int rank(Path file) {
        Path relative = directory.relativize(file);
        if (required.literals().contains(relative.toString())) {
            return 0;
        }
        return required.contains(relative) || ImageList.isList(file) ? 1 : 2;
    }

    private PreseedArchive excessive(NamespaceEntries.Excess excess) {
        Path file = excess.first().file();
        String others = excess.count() == 1 ? ""
                : ", and so " + (excess.count() == 2 ? "is 1 other" : "are " + (excess.count() - 1) + " others")
                        + " of its directory";
        return archive(file, file.getParent().getFileName().toString(), "it is beyond the " + mostFiles
                + " files that the preseed directory may have (a fixed limit)" + others + ": remove what is no archive");
    }

    private void addNamespace(Path namespace, List<Path> entries, List<PreseedArchive> archives, List<ImageList> lists,
            List<DirectoryScan.Ignored> ignored) {
        String name = namespace.getFileName().toString();
        String problem = NamespaceNames.isValid(name) ? ""
                : "\"" + name + "\" is not a valid containerd namespace: a name has " + NamespaceNames.RULE;
        if (!problem.isEmpty() && entries.isEmpty()) {
            ignored.add(DirectoryScan.Ignored.of(namespace, problem));
        }
        for (Path entry : entries) {
            if (Files.isDirectory(entry) && !ArchiveReader.isLayoutDirectory(entry)) {
                ignored.add(DirectoryScan.Ignored.of(entry, "a directory below that of a namespace is an archive only if it"
                        + " is an OCI image layout, with the file oci-layout"
                        + SymbolicLinks.deadEnd(entry.resolve("oci-layout"))
                                .map(link -> ", which " + link).orElse("")));
            } else if (ImageList.isList(entry) && !Files.isDirectory(entry)) {
                lists.add(ImageList.read(entry, FileNames.display(directory.relativize(entry)), name,
                        ImageList.MOST_IMAGES - lists.stream().mapToInt(list -> list.images().size()).sum()));
            } else {
                archives.add(archive(entry, name, problem));
            }
        }
    }

    private PreseedArchive archive(Path file, String namespace, String problem) {
        Path relative = directory.relativize(file);
        Optional<FileStamp> stamp = FileStamp.find(file);
        return new PreseedArchive(file, FileNames.display(relative), namespace, required.contains(relative), stamp,
                problem.isEmpty() ? problem(file, stamp.isPresent()) : problem);
    }

    private static String problem(Path file, boolean exists) {
        return FileNames.problem(file.getFileName()).orElseGet(
                () -> exists && !Files.isRegularFile(file) && !Files.isDirectory(file) ? "it is not a regular file" : "");
    }

    /** Whether the archive has been written to since it was found. */
    public static boolean hasChanged(PreseedArchive archive) {
        return !FileStamp.find(archive.file()).equals(archive.stamp());
    }

    /** Adds required archives that do not exist, which cannot be loaded. */
    private void addAbsent(List<PreseedArchive> archives) {
        Set<Path> found = archives.stream().map(PreseedArchive::file).collect(Collectors.toSet());
        required.literals().stream().filter(literal -> !found.contains(directory.resolve(literal))).sorted()
                .forEach(literal -> {
                    Path file = directory.resolve(literal);
                    Path namespace = directory.relativize(file).getParent();
                    archives.add(new PreseedArchive(file, literal, namespace == null ? "" : namespace.toString(), true,
                            Optional.empty(), "is required, but " + file + " " + absence(file)));
                });
    }

    /** Returns why a path is not that of an archive. */
    private String absence(Path file) {
        if (!Files.exists(file)) {
            return "does not exist";
        }
        if (directory.relativize(file).getNameCount() != 2) {
            return "is not in the directory of a namespace, as " + directory.resolve("k8s.io").resolve(file.getFileName())
                    + " is";
        }
        if (Files.isDirectory(file)) {
            return "is a directory without the file oci-layout";
        }
        return ImageList.isList(file) ? "is an image list, whose images come from the network"
                : "is ignored, because its name or that of its directory starts with a dot";
    }
}
