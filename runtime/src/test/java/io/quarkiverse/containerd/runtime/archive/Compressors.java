package io.quarkiverse.containerd.runtime.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import io.quarkiverse.containerd.runtime.archive.compression.Compression;

/** Writes every format that is read. */
final class Compressors {

    private Compressors() {
    }

    static OutputStream compress(OutputStream target, Compression compression) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPOutputStream(target);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(target).setChecksum(true);
            case BZIP2 -> new BZip2CompressorOutputStream(target);
            case XZ -> new XZOutputStream(target, new LZMA2Options(0));
            case LZ4 -> new FramedLZ4CompressorOutputStream(target);
        };
    }
}
