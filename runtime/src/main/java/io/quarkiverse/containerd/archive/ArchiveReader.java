package io.quarkiverse.containerd.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Opens image archives: uncompressed tar files that hold an OCI image layout or a docker archive. Safe for use by threads. */
public final class ArchiveReader {

    private final ArchiveLimits limits;
    private final boolean verify;

    /** A reader with default limits that trusts the digests an archive claims. */
    public ArchiveReader() {
        this(ArchiveLimits.defaults(), false);
    }

    /**
     * @param limits bounds for every archive
     * @param verify whether to read and hash everything instead of trusting names and diff_ids; finds the blobs of an archive
     *        that lies about them, as containerd's own import does
     */
    public ArchiveReader(ArchiveLimits limits, boolean verify) {
        this.limits = limits;
        this.verify = verify;
    }

    /**
     * Opens an archive and reads its index. Of the blobs nothing is read but the documents the index is made of, a few bytes of
     * each layer of a docker archive, and layers whose digest nothing tells. If the archive holds both formats, the OCI image
     * layout counts.
     *
     * @throws ArchiveException if the file is no image archive, or a damaged one
     */
    public Archive open(Path path) throws ArchiveException {
        try {
            FileChannel channel = openChannel(path);
            try {
                return new TarArchive(path, channel, index(path, channel), limits);
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
        } catch (ArchiveException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new ArchiveException(path, null, "there is no such file", e);
        } catch (IOException e) {
            throw new ArchiveException(path, null, "cannot be read: " + e, e);
        }
    }

    /**
     * Reads the index of an archive.
     *
     * @throws ArchiveException if the file is no image archive, or a damaged one
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

    /** Opening a FIFO would wait for a writer. */
    private static FileChannel openChannel(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new ArchiveException(path, null,
                    (Files.isDirectory(path) ? "is a directory" : "is a special file") + ", not an image archive");
        }
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private ArchiveIndex index(Path path, FileChannel channel) throws IOException {
        refuseCompressed(path, channel);
        OpenTar tar = new OpenTar(path, channel, TarScanner.scan(path, channel, limits), limits);
        OciLayoutReader oci = new OciLayoutReader(tar, verify);
        if (oci.isPresent()) {
            return oci.read();
        }
        DockerArchiveReader docker = new DockerArchiveReader(tar, verify);
        if (docker.isPresent()) {
            return docker.read();
        }
        throw new ArchiveException(path, null,
                "unrecognized image format: neither oci-layout nor manifest.json is in the archive");
    }

    private static void refuseCompressed(Path path, FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(Compression.SNIFF, channel.size()));
        try {
            ChannelReads.fully(channel, start, 0);
        } catch (EOFException e) {
            throw new ArchiveException(path, null, "the archive is being truncated", e);
        }
        Optional<Compression> compression = Compression.detect(start.array());
        if (compression.isPresent()) {
            throw new ArchiveException(path, null, "the archive is compressed with " + compression.get().label()
                    + ", which is not supported yet; decompress it first (" + compression.get().tool() + ")");
        }
    }
}
