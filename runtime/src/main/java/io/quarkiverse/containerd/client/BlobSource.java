package io.quarkiverse.containerd.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a blob to upload, for random access: an upload may have to start again. */
@FunctionalInterface
public interface BlobSource {

    /**
     * Fills the buffer.
     *
     * @param position where to start in the blob, in bytes
     * @throws IOException if the bytes cannot be read, or there are fewer than announced
     */
    void read(long position, ByteBuffer target) throws IOException;
}
