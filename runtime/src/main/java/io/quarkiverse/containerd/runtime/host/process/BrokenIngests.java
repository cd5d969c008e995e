package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
     * cannot be removed keeps neither the others nor containerd from its work.
     */
    void remove(NodeLogger log) {
        Path directory = root.resolve(INGESTS);
        try {
            List<Path> broken = Files.isDirectory(directory)
                    ? list(directory).stream().filter(ingest -> isBroken(ingest, log)).toList()
                    : List.of();
            if (!broken.isEmpty() && locks.holder(MetadataDatabase.below(root), NOBODY).isEmpty()) {
                long removed = broken.stream().filter(ingest -> delete(ingest, log)).count();
                log.infof("removed %d below %s that containerd had begun when it was killed, and would have kept", removed,
                        directory);
            }
        } catch (IOException e) {
            log.warnf("directories below %s that containerd had begun when it was killed cannot be removed: %s", directory,
                    FileSystemErrors.describe(e));
        }
    }

    private static boolean isBroken(Path ingest, NodeLogger log) {
        String name = ingest.getFileName().toString();
        Path reference = ingest.resolve(REFERENCE);
        try {
            return Digest.isValid("sha256:" + name) && Files.isDirectory(ingest, LinkOption.NOFOLLOW_LINKS)
                    && (Files.notExists(reference, LinkOption.NOFOLLOW_LINKS)
                            || !Digest.of(RegularFiles.readOwn(reference, LONGEST_REFERENCE)).hex().equals(name));
        } catch (NoSuchFileException e) {
            // a containerd that runs has just ended it
            return false;
        } catch (IOException e) {
            log.warnf("%s cannot be read: %s", reference, FileSystemErrors.describe(e));
            return false;
        }
    }

    private static boolean delete(Path ingest, NodeLogger log) {
        try {
            for (Path file : list(ingest)) {
                Files.delete(file);
            }
            Files.delete(ingest);
            return true;
        } catch (IOException e) {
            log.warnf("%s, which containerd had begun when it was killed, cannot be removed: %s", ingest,
                    FileSystemErrors.describe(e));
            return false;
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
