package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;

import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZFormatException;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.archive.tar.OtherFormat;
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;
import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/** The errors of decompressing an archive. */
record DecompressionErrors(Path archive, Compression compression, ArchiveLimits limits) {

    private static final long MIB = 1024 * 1024;

    /**
     * Returns the exception for a failure of decompression.
     *
     * @param source the archive, which may have failed to be read
     * @param position the number of bytes that were decompressed before
     */
    ArchiveException of(Exception e, SourceStream source, long position) {
        if (e instanceof ClosedByInterruptException) {
            return interrupted(e);
        }
        return source.failure().map(this::unreadable).orElseGet(() -> damaged(e, position));
    }

    private ArchiveException damaged(Exception e, long position) {
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

    ArchiveException interrupted(Exception e) {
        return passing("its decompression was interrupted", e);
    }

    ArchiveException tooLarge() {
        return failure("it decompresses to more than " + limits.decompressedBytes() + " bytes"
                + DocumentLimits.key("decompressed"), null);
    }

    ArchiveException nested(Compression inner) {
        return failure("it is compressed twice, with " + inner.label() + " inside of " + compression.label()
                + "; decompress it once (" + compression.tool() + ")", null);
    }

    /** @param start its first bytes */
    ArchiveException notTar(byte[] start) {
        return failure("what is compressed with " + compression.label() + " is not a tar file"
                + OtherFormat.of(start).map(format -> ", it is " + format).orElse(""), null);
    }

    /**
     * @param written the number of bytes that were written before
     * @param needed the number of bytes that it takes up to here, or beyond
     */
    ArchiveException noRoom(Disk disk, long written, long needed) {
        String reason = "there is no room to decompress it: " + disk.directory() + " has " + disk.freeAltogether() / MIB
                + " MiB free" + (written == 0 ? "" : " after " + written / MIB + " MiB of it") + ", of which "
                + disk.reserve() / MIB + " MiB stay free (" + Disk.KEY + ")" + spoolKey();
        return passing(reason, new NoRoomException(reason, disk, needed));
    }

    ArchiveException unwritable(Path directory, IOException e) {
        return passing("cannot be decompressed into " + directory + ": " + FileSystemErrors.describe(e) + spoolKey(), e);
    }

    private static String spoolKey() {
        return " (quarkus.containerd.preseed.spool-directory)";
    }

    ArchiveException unstaged(IOException e) {
        return e instanceof ClosedByInterruptException ? interrupted(e)
                : passing("cannot be decompressed into containerd's root: " + FileSystemErrors.describe(e), e);
    }

    ArchiveException unreadable(IOException e) {
        return e instanceof ClosedByInterruptException ? interrupted(e)
                : passing("cannot be read: " + FileSystemErrors.describe(e), e);
    }

    private ArchiveException passing(String reason, Throwable cause) {
        return new TransientArchiveException(archive, null, reason, cause);
    }

    private ArchiveException failure(String reason, Throwable cause) {
        return new ArchiveException(archive, null, reason, cause);
    }
}
