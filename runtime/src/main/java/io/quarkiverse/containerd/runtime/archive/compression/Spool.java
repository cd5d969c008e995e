package io.quarkiverse.containerd.runtime.archive.compression;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZFormatException;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.tar.OtherFormat;
import io.quarkiverse.containerd.runtime.archive.tar.TarScanner;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/**
 * Decompresses archives into files of a directory, so that they can be read at any position. Such a file is deleted
 * as soon as it is open, so that its space is released when it is closed, even if the daemon is killed.
 */
public final class Spool {

    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int BUFFER = 256 * 1024;
    private static final long MIB = 1024 * 1024;

    /** Number of bytes that are decompressed at a time, and so are not counted if the last of them are damaged. */
    private static final int PIECE = 16 * 1024;

    /** Space that is left to others. */
    private static final long RESERVE = 32 * MIB;

    /** Number of bytes after which the free space is checked again. */
    private static final long STRIDE = 16 * MIB;

    private final Path directory;
    private final ArchiveLimits limits;

    /** @param directory the directory, created when it is needed */
    public Spool(Path directory, ArchiveLimits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /**
     * Decompresses an archive.
     *
     * @param source the archive, at its start; not closed
     * @return the tar file, which is deleted when it is closed
     * @throws ArchiveException if the archive is damaged, exceeds a limit, does not hold a tar file, or does not fit on
     *         the disk
     */
    public FileChannel decompress(Path archive, FileChannel source, Compression compression, ArchiveProgress progress)
            throws ArchiveException {
        return new Decompression(archive, source, compression, progress).decompress();
    }

    private final class Decompression {

        private final Path archive;
        private final FileChannel source;
        private final Compression compression;
        private final ArchiveProgress progress;
        private long written;

        Decompression(Path archive, FileChannel source, Compression compression, ArchiveProgress progress) {
            this.archive = archive;
            this.source = source;
            this.compression = compression;
            this.progress = progress;
        }

        FileChannel decompress() throws ArchiveException {
            try (InputStream plain = open()) {
                byte[] buffer = new byte[BUFFER];
                int length = read(plain, buffer);
                requireTar(buffer, length);
                Files.createDirectories(directory);
                FileChannel target = FileChannel.open(directory.resolve("quarkus-containerd-" + UUID.randomUUID()),
                        Set.of(CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE), OWNER_ONLY);
                try {
                    copy(plain, buffer, length, target);
                } catch (Throwable e) {
                    target.close();
                    throw e;
                }
                return target;
            } catch (ArchiveException e) {
                throw e;
            } catch (ClosedByInterruptException e) {
                throw interrupted(e);
            } catch (IOException e) {
                throw failure("cannot be decompressed into " + directory + ": " + FileSystemErrors.describe(e) + spoolKey(), e);
            }
        }

        private InputStream open() throws ArchiveException {
            try {
                return compression.decompress(new FilterInputStream(Channels.newInputStream(source)) {
                    @Override
                    public void close() {
                        // who opened the archive closes it
                    }
                }, limits.windowBytes());
            } catch (IOException | RuntimeException e) {
                throw damaged(e, 0);
            }
        }

        /** Fails unless this is the start of a tar file, so that nothing else is decompressed any further. */
        private void requireTar(byte[] start, int length) throws ArchiveException {
            Optional<Compression> nested = Compression.detect(start);
            if (nested.isPresent()) {
                throw failure("it is compressed twice, with " + nested.get().label() + " inside of " + compression.label()
                        + "; decompress it once (" + compression.tool() + ")", null);
            }
            if (!TarScanner.isTar(start, length)) {
                throw failure("what is compressed with " + compression.label() + " is not a tar file" + OtherFormat
                        .of(Arrays.copyOf(start, Math.min(length, OtherFormat.BYTES))).map(format -> ", it is " + format)
                        .orElse(""), null);
            }
        }

        private void copy(InputStream plain, byte[] buffer, int firstLength, FileChannel target) throws IOException {
            requireRoom(source.size());
            long looked = 0;
            for (int length = firstLength; length > 0; length = read(plain, buffer)) {
                written += length;
                if (written > limits.decompressedBytes()) {
                    throw failure("it decompresses to more than " + limits.decompressedBytes() + " bytes"
                            + DocumentLimits.key("decompressed"), null);
                }
                if (written - looked > STRIDE) {
                    requireRoom(0);
                    looked = written;
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
                while (bytes.hasRemaining()) {
                    target.write(bytes);
                }
                progress.decompressed(source.position(), source.size());
            }
        }

        /** Fills the buffer as far as there are bytes. */
        private int read(InputStream plain, byte[] buffer) throws ArchiveException {
            int length = 0;
            try {
                for (int count = 0; count >= 0 && length < buffer.length; length += Math.max(0, count)) {
                    count = plain.read(buffer, length, Math.min(PIECE, buffer.length - length));
                }
                return length;
            } catch (IOException | RuntimeException e) {
                throw damaged(e, written + length);
            }
        }

        private void requireRoom(long bytes) throws IOException {
            // FileStore looks for the mount point, which may be hidden in a container
            long free = directory.toFile().getUsableSpace();
            if (free - bytes < RESERVE) {
                throw failure("there is no room to decompress it: " + directory + " has " + free / MIB + " MiB free"
                        + (written == 0 ? "" : " after " + written / MIB + " MiB of it") + spoolKey(), null);
            }
        }

        /** @param position the decompressed bytes up to there */
        private ArchiveException damaged(Exception e, long position) {
            if (e instanceof ClosedByInterruptException) {
                return interrupted(e);
            }
            if (e instanceof MemoryLimitException
                    || e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
                return failure("its " + compression.label() + " window is larger than " + limits.windowBytes() + " bytes"
                        + DocumentLimits.key("window"), e);
            }
            return failure("it cannot be decompressed with " + compression.label()
                    + (position == 0 ? "" : " beyond byte " + position + " of its content")
                    + ", it may be damaged or cut short: " + reason(e, position), e);
        }

        /** Returns the library's reason, unless it would mislead or is a fault in the library. */
        private static String reason(Exception e, long position) {
            if (e instanceof XZFormatException && position > 0) {
                return "what follows is not in the format of xz";
            }
            if (e instanceof IOException && e.getMessage() != null) {
                return e.getMessage();
            }
            return e instanceof EOFException ? "it ends too early" : "its data are invalid";
        }

        private static String spoolKey() {
            return " (quarkus.containerd.preseed.spool-directory)";
        }

        private ArchiveException interrupted(Exception e) {
            return failure("its decompression was interrupted", e);
        }

        private ArchiveException failure(String reason, Throwable cause) {
            return new ArchiveException(archive, null, reason, cause);
        }
    }
}
