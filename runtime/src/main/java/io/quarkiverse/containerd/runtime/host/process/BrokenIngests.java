package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.files.FileLocks;

/**
 * Directories of ingests that containerd was making or removing when it was killed. It finds the directory of an ingest by the
 * digest of the reference, which a file inside holds: without that file, or with an empty one, no call and no garbage
 * collection removes the directory any more. A containerd that runs has such directories, too, for a moment.
 */
final class BrokenIngests {

    private static final Path INGESTS = MetadataDatabase.CONTENT.resolve("ingest");
    private static final String REFERENCE = "ref";
    /** More than the 32 KiB that the metadata database takes as the key of an ingest. */
    private static final int LONGEST_REFERENCE = 64 << 10;
    /** No process waits for the database yet. */
    private static final long NOBODY = 0;

    private final Path root;
    private final FileLocks locks;

    /** @param root containerd's root directory */
    BrokenIngests(Path root, FileLocks locks) {
        this.root = root;
        this.locks = locks;
    }

    /**
     * Removes them, unless a containerd works with them: each holds the lock of its database for as long as it runs. What
     * cannot be removed does not keep containerd from its work.
     */
    void remove(NodeLogger log) {
        try {
            List<Path> broken = find();
            if (broken.isEmpty() || locks.holder(MetadataDatabase.below(root), NOBODY).isPresent()) {
                return;
            }
            for (Path ingest : broken) {
                delete(ingest);
            }
            log.infof("removed %d below %s that containerd had begun when it was killed, and would have kept", broken.size(),
                    root.resolve(INGESTS));
        } catch (IOException e) {
            log.warnf("directories that containerd had begun when it was killed cannot be removed: %s",
                    FileSystemErrors.describe(e));
        }
    }

    private List<Path> find() throws IOException {
        List<Path> broken = new ArrayList<>();
        if (Files.isDirectory(root.resolve(INGESTS))) {
            try (DirectoryStream<Path> ingests = Files.newDirectoryStream(root.resolve(INGESTS), BrokenIngests::isBroken)) {
                ingests.forEach(broken::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return broken;
    }

    private static boolean isBroken(Path ingest) throws IOException {
        String name = ingest.getFileName().toString();
        Path reference = ingest.resolve(REFERENCE);
        return Digest.isValid("sha256:" + name) && Files.isDirectory(ingest, LinkOption.NOFOLLOW_LINKS)
                && (Files.notExists(reference, LinkOption.NOFOLLOW_LINKS)
                        || !Digest.of(RegularFiles.readOwn(reference, LONGEST_REFERENCE)).hex().equals(name));
    }

    private static void delete(Path ingest) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ingest)) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.delete(ingest);
    }
}
