package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.ChannelReads;
import io.quarkiverse.containerd.runtime.archive.FileTable;
import io.quarkiverse.containerd.runtime.archive.compression.Compression;
import io.quarkiverse.containerd.runtime.archive.compression.Spool;
import io.quarkiverse.containerd.runtime.archive.tar.TarScanner;
import io.quarkiverse.containerd.runtime.archive.tar.TarSource;

/**
 * Opens image archives: tar files, compressed or not, that hold an OCI image layout or a docker archive, and directories that
 * hold an OCI image layout. What a file is, its content tells. Safe for use by threads.
 */
public final class ArchiveReader {

    private final ArchiveLimits limits;
    private final boolean verify;
    private final Spool spool;

    /** A reader with default limits that trusts the digests an archive claims. */
    public ArchiveReader() {
        this(ArchiveLimits.defaults(), false);
    }

    /**
     * A reader that decompresses archives into the system's directory for temporary files.
     *
     * @param limits bounds for every archive
     * @param verify whether to read and hash everything instead of trusting names and diff_ids; finds the blobs of an archive
     *        that lies about them, as containerd's own import does
     */
    public ArchiveReader(ArchiveLimits limits, boolean verify) {
        this(limits, verify, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * @param limits bounds for every archive
     * @param verify whether to read and hash everything instead of trusting names and diff_ids; finds the blobs of an archive
     *        that lies about them, as containerd's own import does
     * @param spoolDirectory where compressed archives are decompressed; made when it is needed
     */
    public ArchiveReader(ArchiveLimits limits, boolean verify, Path spoolDirectory) {
        this.limits = limits;
        this.verify = verify;
        this.spool = new Spool(spoolDirectory, limits);
    }

    /** Whether this path is a directory that can be an archive, since it has the file {@code oci-layout}. */
    public static boolean isLayoutDirectory(Path path) {
        return DirectorySource.isLayout(path);
    }

    /** {@link #open(Path, ArchiveProgress)} for who does not want to hear of the progress. */
    public Archive open(Path path) throws ArchiveException {
        return open(path, ArchiveProgress.none());
    }

    /**
     * Opens an archive and reads its index. Of the blobs nothing is read but the documents the index is made of, a few bytes of
     * each layer of a docker archive, and layers whose digest nothing tells. A compressed archive is decompressed into a file
     * first, which is gone when the archive is closed; an interrupt ends that. If the archive holds both formats, the OCI image
     * layout counts.
     *
     * @param progress hears of the decompression
     * @throws ArchiveException if this is no image archive, or a damaged one, or one beyond the limits
     */
    public Archive open(Path path, ArchiveProgress progress) throws ArchiveException {
        try {
            return isLayoutDirectory(path) ? openDirectory(path) : openFile(path, progress);
        } catch (ArchiveException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new ArchiveException(path, null, "there is no such file", e);
        } catch (IOException | UncheckedIOException e) {
            throw new ArchiveException(path, null, "cannot be read: " + e, e);
        }
    }

    /**
     * Reads the index of an archive.
     *
     * @throws ArchiveException if this is no image archive, or a damaged one, or one beyond the limits
     */
    public ArchiveIndex read(Path path) throws ArchiveException {
        try (Archive archive = open(path)) {
            return archive.index();
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException e) {
            throw new ArchiveException(path, null, "cannot be closed: " + e, e);
        }
    }

    private Archive openDirectory(Path directory) throws IOException {
        DirectorySource source = DirectorySource.list(directory, limits);
        return new OpenArchive(directory, index(new ArchiveFiles(directory, source.table(), source, limits)), limits, source);
    }

    private Archive openFile(Path path, ArchiveProgress progress) throws IOException {
        FileChannel channel = openTar(path, progress);
        try {
            TarSource source = new TarSource(path, channel);
            FileTable table = TarScanner.scan(path, channel, limits);
            return new OpenArchive(path, index(new ArchiveFiles(path, table, source, limits)), limits, source);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** The archive itself, or what it decompresses to. */
    private FileChannel openTar(Path path, ArchiveProgress progress) throws IOException {
        FileChannel channel = openChannel(path);
        try {
            Optional<Compression> compression = Compression.detect(start(path, channel));
            if (compression.isEmpty()) {
                return channel;
            }
            try (channel) {
                return spool.decompress(path, channel, compression.get(), progress);
            }
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** Opening a FIFO would wait for a writer. */
    private static FileChannel openChannel(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new ArchiveException(path, null,
                    Files.isDirectory(path) ? "is a directory without the file oci-layout" : "is a special file");
        }
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static byte[] start(Path path, FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(Compression.MAGIC_BYTES, channel.size()));
        try {
            ChannelReads.fully(channel, start, 0);
        } catch (EOFException e) {
            throw new ArchiveException(path, null, "the archive is being truncated", e);
        }
        return start.array();
    }

    private ArchiveIndex index(ArchiveFiles files) throws ArchiveException {
        OciLayoutReader oci = new OciLayoutReader(files, verify);
        if (oci.isPresent()) {
            return oci.read();
        }
        DockerArchiveReader docker = new DockerArchiveReader(files, verify);
        if (docker.isPresent()) {
            return docker.read();
        }
        throw files.failure(null, "unrecognized image format: neither oci-layout nor manifest.json is in the archive");
    }
}
