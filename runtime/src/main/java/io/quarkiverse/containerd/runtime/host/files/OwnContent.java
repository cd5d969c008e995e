package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells directories of the daemon and of containerd from those that are given by mistake, such as {@code /var}. */
final class OwnContent {

    private static final String LOCK = "daemon.lock";
    /** What only they make there. */
    private static final Pattern OURS = Pattern.compile(
            "io\\.containerd\\..*|containerd\\.sock.*|containerd\\.json|quarkus-containerd(?:-.*)?|control\\.sock|cnispec\\.gojson"
                    + "|runsc-logs\\.fifo|" + Pattern.quote(RegistryDirectories.MARKER));
    /** What the root of each file system of the ext family has. */
    private static final String LOST_AND_FOUND = "lost+found";

    private OwnContent() {
    }

    /** Whether a directory is empty, has a name or something of ours, or is in a directory of ours. */
    static boolean is(Path directory) throws IOException {
        if (directory.getFileName() != null && OURS.matcher(directory.getFileName().toString()).matches()) {
            return true;
        }
        boolean empty = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (OURS.matcher(name).matches()) {
                    return true;
                }
                empty &= name.equals(LOST_AND_FOUND);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return empty || directory.getParent() != null && Files.exists(directory.resolveSibling(LOCK));
    }
}
