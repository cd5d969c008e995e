package io.quarkiverse.containerd.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

/** Formats of compression. */
public enum Compressor {

    /** No compression. */
    NONE("") {
        @Override
        public OutputStream to(OutputStream target) {
            return target;
        }
    },
    /** gzip as most tools write it. */
    GZIP("+gzip") {
        @Override
        public OutputStream to(OutputStream target) throws IOException {
            return new GZIPOutputStream(target);
        }
    },
    /** gzip, written fast. */
    FAST_GZIP("+gzip") {
        @Override
        public OutputStream to(OutputStream target) throws IOException {
            return new FastGzip(target);
        }
    },
    /** Zstandard with checksums. */
    ZSTD("+zstd") {
        @Override
        public OutputStream to(OutputStream target) throws IOException {
            return new ZstdOutputStreamNoFinalizer(target).setChecksum(true);
        }
    },
    /** bzip2, which layers do not have. */
    BZIP2("+bzip2") {
        @Override
        public OutputStream to(OutputStream target) throws IOException {
            return new BZip2CompressorOutputStream(target);
        }
    },
    /** xz, which layers do not have. */
    XZ("+xz") {
        @Override
        public OutputStream to(OutputStream target) throws IOException {
            return new XZOutputStream(target, new LZMA2Options(0));
        }
    },
    /** Framed LZ4, which layers do not have. */
    LZ4("+lz4") {
        @Override
        public OutputStream to(OutputStream target) throws IOException {
            return new FramedLZ4CompressorOutputStream(target);
        }
    };

    private final String suffix;

    Compressor(String suffix) {
        this.suffix = suffix;
    }

    /** The suffix of a layer's media type. */
    String suffix() {
        return suffix;
    }

    /** Returns a stream that writes compressed bytes to the target, and closes it. */
    public abstract OutputStream to(OutputStream target) throws IOException;

    /** Compresses bytes. */
    public byte[] compress(byte[] bytes) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = to(target)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream target) throws IOException {
            super(target, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
