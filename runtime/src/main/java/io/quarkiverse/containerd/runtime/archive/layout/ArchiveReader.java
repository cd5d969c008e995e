package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.ChannelReads;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.archive.compression.Compression;
import io.quarkiverse.containerd.runtime.archive.compression.Spool;
import io.quarkiverse.containerd.runtime.archive.tar.TarContents;
import io.quarkiverse.containerd.runtime.archive.tar.TarScanner;
import io.quarkiverse.containerd.runtime.archive.tar.TarSource;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.disk.SymbolicLinks;

/**
 * Opens image archives: tar files, compressed or not, that hold an OCI image layout or a docker archive, and
 * directories that hold an OCI image layout. The format is detected by the content. Thread-safe.
 */
public final class ArchiveReader {

    private final ArchiveLimits limits;
    private final boolean verify;
    private final Spool spool;

    /** Creates a reader with default limits that trusts the digests an archive claims. */
    public ArchiveReader() {
        this(ArchiveLimits.defaults(), false);
    }

    /**
     * Creates a reader that decompresses archives into the system's directory for temporary files.
     *
     * @param limits limits for every archive
     * @param verify whether to read and hash everything instead of trusting names and diff_ids; finds the blobs of an
     *        archive with wrong ones, as containerd's own import does
     */
    public ArchiveReader(ArchiveLimits limits, boolean verify) {
        this(limits, verify, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * @param limits limits for every archive
     * @param verify whether to read and hash everything instead of trusting names and diff_ids; finds the blobs of an
     *        archive with wrong ones, as containerd's own import does
     * @param spoolDirectory directory that compressed archives are decompressed into; created when it is needed
     */
    public ArchiveReader(ArchiveLimits limits, boolean verify, Path spoolDirectory) {
        this(limits, verify, spoolDirectory, new Disks(0));
    }

    /**
     * @param limits limits for every archive
     * @param verify whether to read and hash everything instead of trusting names and diff_ids; finds the blobs of an
     *        archive with wrong ones, as containerd's own import does
     * @param spoolDirectory directory that compressed archives are decompressed into; created when it is needed
     * @param disks the disk of that directory is among them
     */
    public ArchiveReader(ArchiveLimits limits, boolean verify, Path spoolDirectory, Disks disks) {
        this.limits = limits;
        this.verify = verify;
        this.spool = new Spool(spoolDirectory, limits, disks);
    }

    /** Whether this path is a directory with the file {@code oci-layout}, and so may be an archive. */
    public static boolean isLayoutDirectory(Path path) {
        return DirectorySource.isLayout(path);
    }

    /** Opens an archive without reporting progress; see {@link #open(Path, ArchiveProgress)}. */
    public Archive open(Path path) throws ArchiveException {
        return open(path, ArchiveProgress.none());
    }

    /**
     * Opens an archive and reads its index. Of the blobs, only the documents that make up the index are read, a few bytes
     * of each layer of a docker archive, and layers whose digest is stated nowhere. A compressed archive is first
     * decompressed into a file, which is deleted when the archive is closed; an interrupt ends that. If the archive holds
     * both formats, the OCI image layout counts.
     *
     * @param progress receives the progress of the decompression
     * @throws ArchiveException if this is not an image archive, is damaged, or exceeds a limit
     */
    public Archive open(Path path, ArchiveProgress progress) throws ArchiveException {
        return open(path, progress, Staging.none());
    }

    /**
     * Opens an archive, and stages the files of a compressed one; see {@link #open(Path, ArchiveProgress)}.
     *
     * @param staging takes what would otherwise be decompressed into a file of the spool directory
     * @throws ArchiveException if this is not an image archive, is damaged, or exceeds a limit
     */
    public Archive open(Path path, ArchiveProgress progress, Staging staging) throws ArchiveException {
        try {
            return isLayoutDirectory(path) ? openDirectory(path) : openFile(path, progress, staging);
        } catch (ArchiveException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw unreadable(path, e.getCause());
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static ArchiveException unreadable(Path path, IOException e) {
        String reason = e instanceof NoSuchFileException ? "there is no such file"
                : "cannot be read: " + FileSystemErrors.describe(e);
        return new TransientArchiveException(path, null, SymbolicLinks.deadEnd(path).map(link -> "it " + link).orElse(reason),
                e);
    }

    /**
     * Reads the index of an archive.
     *
     * @throws ArchiveException if this is not an image archive, is damaged, or exceeds a limit
     */
    public ArchiveIndex read(Path path) throws ArchiveException {
        try (Archive archive = open(path)) {
            return archive.index();
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException e) {
            throw new TransientArchiveException(path, null, "cannot be closed: " + FileSystemErrors.describe(e), e);
        }
    }

    private Archive openDirectory(Path directory) throws IOException {
        DirectorySource source = DirectorySource.list(directory, limits);
        return new OpenArchive(directory, index(new ArchiveFiles(directory, source.table(), source, limits)), limits, source);
    }

    private Archive openFile(Path path, ArchiveProgress progress, Staging staging) throws IOException {
        TarContents tar = openTar(path, progress, staging);
        try {
            return new OpenArchive(path, index(new ArchiveFiles(path, tar.table(), tar.source(), limits)), limits,
                    tar.source());
        } catch (Throwable e) {
            tar.source().close();
            throw e;
        }
    }

    /** Opens the archive itself, or what it decompresses to. */
    private TarContents openTar(Path path, ArchiveProgress progress, Staging staging) throws IOException {
        FileChannel channel = openChannel(path);
        try {
            Optional<Compression> compression = Compression.detect(start(path, channel));
            if (compression.isEmpty()) {
                return new TarContents(TarScanner.scan(path, channel, limits), new TarSource(path, channel));
            }
            try (channel) {
                return spool.decompress(path, channel, compression.get(), progress, staging);
            }
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** Opens a regular file only; opening a FIFO would wait for a writer. */
    private static FileChannel openChannel(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new ArchiveException(path, null,
                    Files.isDirectory(path) ? "is a directory without the file oci-layout" : "is not a regular file");
        }
        return RegularFiles.open(path);
    }

    private static byte[] start(Path path, FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(Compression.MAGIC_BYTES, channel.size()));
        try {
            ChannelReads.fully(channel, start, 0);
        } catch (EOFException e) {
            throw new TransientArchiveException(path, null, "the archive is being truncated", e);
        }
        return start.array();
    }

    private ArchiveIndex index(ArchiveFiles files) throws ArchiveException {
        OciLayoutReader oci = new OciLayoutReader(files, verify);
        DockerArchiveReader docker = new DockerArchiveReader(files, verify);
        boolean listed = docker.isPresent();
        if (oci.isPresent() && (oci.hasIndex() || !listed)) {
            OciArchive layout = oci.read();
            // Docker 25.0.0 writes an index.json without entries beside a manifest.json with them
            return layout.manifests().isEmpty() && listed ? docker.read() : layout;
        }
        if (listed) {
            return docker.read();
        }
        throw files.failure(null, UnknownLayout.describe(files.table()));
    }
}
