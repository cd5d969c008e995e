package io.quarkiverse.containerd.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A blob to be written to the content store.
 *
 * @param ref the name of the ingest; must not be used by another upload at the same time, since containerd would mix their
 *        bytes
 * @param digest the blob's digest, which containerd verifies
 * @param size the blob's size in bytes
 * @param labels labels to set, in addition to those that a stored blob already has
 * @param source the blob's bytes; not read if containerd already has the blob
 */
public record BlobUpload(String ref, Digest digest, long size, Map<String, String> labels, Source source) {

    /** Copies the labels. */
    public BlobUpload {
        labels = Map.copyOf(labels);
    }

    /** The bytes of a blob, in random access because an upload may have to start again. */
    @FunctionalInterface
    public interface Source {

        /**
         * Fills the buffer.
         *
         * @param position the position of the first byte in the blob
         * @param target the buffer to fill; all its remaining bytes are within the blob
         * @throws IOException if the bytes cannot be read, or there are fewer than announced
         */
        void read(long position, ByteBuffer target) throws IOException;
    }
}
