package io.quarkiverse.containerd.runtime.preseed.directory;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.quarkiverse.containerd.runtime.text.VisibleText;

/**
 * Names of files as text. The bytes of a name that are no characters in the encoding of the locale become the same replacement
 * character in {@link Path#toString()}, so that different files look alike; and a name may have line breaks, and whatever else
 * could forge the entry of a log.
 */
final class FileNames {

    private static final String ENCODING = System.getProperty("sun.jnu.encoding");

    private FileNames() {
    }

    /** Returns a path as text, with names percent-encoded that cannot be decoded or have characters that cannot be seen. */
    static String display(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .map(name -> isDecodable(name) && isVisible(name.toString()) ? name.toString() : percentEncoded(name))
                .collect(Collectors.joining("/"));
    }

    private static boolean isVisible(String name) {
        return VisibleText.line(name).equals(name);
    }

    /** Returns what is wrong with a name that cannot be decoded, and the remedy; empty if it can be. */
    static Optional<String> problem(Path name) {
        return isDecodable(name) ? Optional.empty()
                : Optional.of(
                        "its name has bytes that are no characters in " + ENCODING + ", the encoding of the daemon's locale:"
                                + " rename it" + (ENCODING.equals("UTF-8") ? "" : ", or start the daemon with LC_ALL=C.UTF-8"));
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
