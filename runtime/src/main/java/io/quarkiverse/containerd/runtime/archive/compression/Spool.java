package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.archive.tar.OtherFormat;
import io.quarkiverse.containerd.runtime.archive.tar.TarContents;
import io.quarkiverse.containerd.runtime.archive.tar.TarScanner;
import io.quarkiverse.containerd.runtime.archive.tar.TarSource;
import io.quarkiverse.containerd.runtime.disk.Disks;

/**
 * Decompresses archives in one pass, so that their files can be read at any position: each is staged, or goes into a file of a
 * directory.
 */
public final class Spool {

    private final Path directory;
    private final ArchiveLimits limits;
    private final Disks disks;
    private final WindowBudget budget;

    /** @param directory the directory, created when it is needed */
    public Spool(Path directory, ArchiveLimits limits, Disks disks) {
        this.directory = directory;
        this.limits = limits;
        this.disks = disks;
        this.budget = new WindowBudget(limits.windowBytes());
    }

    /**
     * Decompresses an archive.
     *
     * @param source the archive, at its start; not closed
     * @return the tar file, whose files are deleted when it is closed
     * @throws ArchiveException if the archive is damaged, exceeds a limit, does not hold a tar file, or does not fit on
     *         the disk
     */
    public TarContents decompress(Path archive, FileChannel source, Compression compression, ArchiveProgress progress,
            Staging staging) throws IOException {
        DecompressionErrors errors = new DecompressionErrors(archive, compression, limits);
        SourceStream stream = new SourceStream(source);
        try (ReadAhead bytes = new ReadAhead(open(source, stream, compression, errors))) {
            SpoolFile spool = SpoolFile.create(directory, disks, errors);
            DecompressedSource files = new DecompressedSource(new TarSource(archive, spool.channel()));
            try {
                DecompressedInput input = new DecompressedInput(bytes, spool, files, staging, errors, stream,
                        progress);
                requireTar(input.start(OtherFormat.BYTES), errors);
                TarContents contents = new TarContents(TarScanner.scan(archive, input, limits), files);
                input.drain();
                return contents;
            } catch (Throwable e) {
                files.close();
                throw e;
            } finally {
                spool.releaseRoom();
            }
        }
    }

    private InputStream open(FileChannel source, SourceStream stream, Compression compression, DecompressionErrors errors)
            throws ArchiveException {
        try {
            return compression.decompress(source, stream, budget);
        } catch (IOException | RuntimeException e) {
            throw errors.of(e, stream, 0);
        }
    }

    /** Fails unless this is the start of a tar file, so that nothing else is decompressed any further. */
    private static void requireTar(byte[] start, DecompressionErrors errors) throws ArchiveException {
        Optional<Compression> nested = Compression.detect(start);
        if (nested.isPresent()) {
            throw errors.nested(nested.get());
        }
        if (!TarScanner.isTar(start, start.length)) {
            throw errors.notTar(start);
        }
    }
}
