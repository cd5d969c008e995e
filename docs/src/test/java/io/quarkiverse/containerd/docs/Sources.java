package io.quarkiverse.containerd.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that the documentation is made of. */
final class Sources {

    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    static final Path PAGES = PROJECT.resolve("docs/modules/ROOT/pages");

    private Sources() {
    }

    /** Returns the pages, without the fragments that they include. */
    static List<Path> pages() {
        return files(PAGES, 1, ".adoc");
    }

    /** Returns the files below a directory whose names end so, sorted. */
    static List<Path> files(Path directory, int depth, String ending) {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<MatchResult> find(Pattern pattern, Path file) {
        return pattern.matcher(read(file)).results().toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
