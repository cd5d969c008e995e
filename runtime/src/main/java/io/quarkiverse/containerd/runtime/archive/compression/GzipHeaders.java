package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/** Limits the headers of gzip members, because Commons Compress keeps the file names in them however long they are. */
final class GzipHeaders extends FilterInputStream {

    private static final int MOST = 256 * 1024;

    private boolean inHeader = true;
    private int length;

    private GzipHeaders(InputStream source) {
        super(source);
    }

    /** Decompresses all members of a source that supports marks. */
    static InputStream bounded(InputStream source) throws IOException {
        GzipHeaders headers = new GzipHeaders(source);
        return GzipCompressorInputStream.builder().setInputStream(headers).setDecompressConcatenated(true)
                .setOnMemberStart(member -> headers.inHeader = false)
                .setOnMemberEnd(member -> headers.begin())
                .get();
    }

    private void begin() {
        inHeader = true;
        length = 0;
    }

    @Override
    public int read() throws IOException {
        if (inHeader && ++length > MOST) {
            throw new IOException("a header has more than " + MOST + " bytes" + DocumentLimits.FIXED);
        }
        return super.read();
    }
}
