package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Names of files as text. A name is bytes; those that are no characters in the encoding of the locale are the same replacement
 * character in {@link Path#toString()}, so that different files look alike.
 */
final class FileNames {

    private FileNames() {
    }

    /** The path with names that cannot be decoded in percent-encoding, so that no two paths are the same text. */
    static String display(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .map(name -> isDecodable(name) ? name.toString() : percentEncoded(name)).collect(Collectors.joining("/"));
    }

    /** What is wrong with a name that cannot be decoded, and the remedy; empty if nothing is. */
    static Optional<String> problem(Path name) {
        return isDecodable(name) ? Optional.empty()
                : Optional.of("its name has bytes that are no characters in " + System.getProperty("sun.jnu.encoding")
                        + ", the encoding of the daemon's locale: rename it, or start the daemon with the locale of its"
                        + " encoding, for example LC_ALL=C.UTF-8");
    }

    private static boolean isDecodable(Path name) {
        try {
            return name.getFileSystem().getPath(name.toString()).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String percentEncoded(Path name) {
        String path = name.toUri().getRawPath();
        String file = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
