package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Compression formats, detected by their magic bytes. */
public enum Compression {
    GZIP("gzip", "gunzip", 0x1f, 0x8b, 0x08) {
        @Override
        InputStream decompressing(InputStream source, WindowBudget budget) throws IOException {
            return GzipHeaders.bounded(source);
        }
    },
    ZSTD("zstd", "zstd -d", 0x28, 0xb5, 0x2f, 0xfd) {
        @Override
        InputStream decompressing(InputStream source, WindowBudget budget) throws IOException {
            return new ZstdStream(source, budget.bytes());
        }

        @Override
        long memory(FileChannel archive) throws IOException {
            return ZstdFrames.largestWindow(archive);
        }
    },
    BZIP2("bzip2", "bunzip2", 'B', 'Z', 'h') {
        @Override
        InputStream decompressing(InputStream source, WindowBudget budget) throws IOException {
            return new BZip2CompressorInputStream(source, true);
        }

        @Override
        long memory(FileChannel archive) {
            return BZIP2_BLOCK;
        }
    },
    XZ("xz", "unxz", 0xfd, '7', 'z', 'X', 'Z', 0) {
        @Override
        InputStream decompressing(InputStream source, WindowBudget budget) throws IOException {
            XzArrays arrays = new XzArrays(budget);
            try {
                return new BudgetedStream(
                        new XZInputStream(source, budget.bytes() / KIB + XZ_OVERHEAD_KIB, true, arrays), arrays);
            } catch (Throwable e) {
                arrays.close();
                throw e;
            }
        }
    },
    LZ4("lz4", "unlz4", 0x04, 0x22, 0x4d, 0x18) {
        @Override
        InputStream decompressing(InputStream source, WindowBudget budget) throws IOException {
            return new FramedLZ4CompressorInputStream(source, true);
        }
    };

    /** Number of leading bytes that {@link #detect} looks at. */
    public static final int MAGIC_BYTES = 10;

    private static final int KIB = 1024;
    /** Memory that the decoder needs in addition to its dictionary. */
    private static final int XZ_OVERHEAD_KIB = 512;
    /** The largest block, as it is and with an index of its bytes. */
    private static final int BZIP2_BLOCK = 5 * 900_000;
    private static final int BUFFER = 64 * KIB;

    private final String label;
    private final String tool;
    private final int[] magic;

    Compression(String label, String tool, int... magic) {
        this.label = label;
        this.tool = tool;
        this.magic = magic;
    }

    /** Returns the name of the format. */
    public String label() {
        return label;
    }

    /** Returns the command that decompresses a file of this format. */
    String tool() {
        return tool;
    }

    /**
     * Decompresses an archive to its end: concatenated streams are read one after the other; anything else that follows is
     * an error.
     *
     * @param archive the archive, whose headers are read
     * @param source its bytes
     * @param budget the memory for windows, which bounds their size, too
     * @throws IOException if the archive is not in this format
     */
    InputStream decompress(FileChannel archive, InputStream source, WindowBudget budget) throws IOException {
        WindowBudget.Claim memory = budget.claim(memory(archive));
        try {
            return new BudgetedStream(decompressing(new BufferedInputStream(source, BUFFER), budget), memory);
        } catch (Throwable e) {
            memory.close();
            throw e;
        }
    }

    abstract InputStream decompressing(InputStream source, WindowBudget budget) throws IOException;

    /** Returns the bytes that the decoder of an archive keeps in memory all the time; 0 if that is next to nothing. */
    long memory(FileChannel archive) throws IOException {
        return 0;
    }

    /** Returns the compression of a file that starts with these bytes; empty if it is none of these. */
    public static Optional<Compression> detect(byte[] start) {
        for (Compression compression : values()) {
            if (compression.matches(start)) {
                return Optional.of(compression);
            }
        }
        return isSkippableZstdFrame(start) ? Optional.of(ZSTD) : Optional.empty();
    }

    private boolean matches(byte[] start) {
        if (start.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((start[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSkippableZstdFrame(byte[] start) {
        return start.length >= 4 && (start[0] & 0xf0) == 0x50 && start[1] == 0x2a && start[2] == 0x4d && start[3] == 0x18;
    }
}
