package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

import com.github.luben.zstd.ZstdDirectBufferDecompressingStreamNoFinalizer;

/**
 * Decompresses zstd frames. Unlike zstd-jni's own stream, it does not take a truncated last frame for the end when
 * the frame before it is complete.
 */
final class ZstdStream extends InputStream {

    private static final int BUFFER = 128 * 1024;

    private final InputStream source;
    private final byte[] chunk = new byte[BUFFER];
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER).limit(0);
    private final ZstdDirectBufferDecompressingStreamNoFinalizer frames;
    private IOException sourceFailure;
    private boolean sourceEnded;

    /** @throws IOException if the zstd library is not available for this machine */
    ZstdStream(InputStream source, int windowBytes) throws IOException {
        this.source = source;
        ByteBuffer input = ByteBuffer.allocateDirect(BUFFER).limit(0);
        try {
            this.frames = new ZstdDirectBufferDecompressingStreamNoFinalizer(input) {
                @Override
                protected ByteBuffer refill(ByteBuffer drained) {
                    return fill(drained);
                }
            };
        } catch (LinkageError e) {
            throw new IOException("the zstd library cannot be loaded: " + e.getMessage(), e);
        }
        frames.setLongMax(Integer.SIZE - 1 - Integer.numberOfLeadingZeros(windowBytes));
        fill(input);
    }

    private ByteBuffer fill(ByteBuffer input) {
        input.clear();
        try {
            int count = source.read(chunk);
            sourceEnded = count < 0;
            input.put(chunk, 0, Math.max(0, count));
        } catch (IOException e) {
            sourceFailure = e;
        }
        return input.flip();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (!output.hasRemaining()) {
            if (!frames.hasRemaining()) {
                return -1;
            }
            decompress();
        }
        int count = Math.min(length, output.remaining());
        output.get(bytes, offset, count);
        return count;
    }

    private void decompress() throws IOException {
        boolean last = sourceEnded;
        output.clear();
        frames.read(output);
        output.flip();
        if (sourceFailure != null) {
            throw sourceFailure;
        }
        if (last && !output.hasRemaining() && frames.hasRemaining()) {
            throw new EOFException("it ends in the middle of a frame");
        }
    }

    @Override
    public void close() throws IOException {
        frames.close();
        source.close();
    }
}
