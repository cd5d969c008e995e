package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * containerd's metadata database, {@code meta.db} of bbolt, which names all images, containers, snapshots and leases. Without
 * it containerd takes everything below its root for garbage, root file systems of running pods included.
 */
public final class MetadataDatabase {

    static final String REMEDY = "Check the disk, and restore the database from a copy. Without one stop all pods and move it away,"
            + " or set quarkus.containerd.bolt.set-aside-damaged=true: containerd starts with an empty one, and images come back"
            + " from the preseed.";

    /** The content directory below containerd's root. */
    static final Path CONTENT = Path.of("io.containerd.content.v1.content");

    private static final Path PATH = Path.of("io.containerd.metadata.v1.bolt", "meta.db");
    private static final Path BLOBS = CONTENT.resolve(Path.of("blobs", "sha256"));
    private static final String SET_ASIDE = "meta.db.damaged-";
    private static final int MOST_SET_ASIDE = 3;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private final Path root;

    /** @param root containerd's root directory */
    public MetadataDatabase(Path root) {
        this.root = root;
    }

    static Path below(Path root) {
        return root.resolve(PATH);
    }

    /**
     * Checks for a database that was cut to nothing, which containerd would take for a new one without a word.
     *
     * @throws StartFailure if the database is empty although there is content
     * @throws IOException if the root directory cannot be read
     */
    public void requireNotEmptied() throws StartFailure, IOException {
        Path database = below(root);
        if (Files.isRegularFile(database) && Files.size(database) == 0 && hasContent()) {
            throw new StartFailure("containerd is not started", Optional.of(new Diagnosis(
                    "the database " + database + " is damaged (it is empty although containerd has content)", REMEDY, true)),
                    List.of(), null);
        }
    }

    private boolean hasContent() throws IOException {
        Path blobs = root.resolve(BLOBS);
        if (!Files.isDirectory(blobs)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(blobs)) {
            return files.iterator().hasNext();
        }
    }

    /**
     * Renames the database, so that containerd starts with an empty one. A few are kept: a disk that damages each one must not
     * be filled with them.
     *
     * @return where it is now; empty if as many as are kept have been set aside already
     * @throws IOException if it cannot be renamed
     */
    public Optional<Path> setAside(Instant now) throws IOException {
        Path database = below(root);
        if (setAside().size() >= MOST_SET_ASIDE) {
            return Optional.empty();
        }
        return Optional.of(Files.move(database, database.resolveSibling(SET_ASIDE + TIME.format(now))));
    }

    /** Returns the databases that have been set aside. */
    private List<Path> setAside() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(below(root).getParent(), SET_ASIDE + "*")) {
            files.forEach(found::add);
        }
        return found;
    }
}
