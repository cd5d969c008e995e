package io.quarkiverse.containerd.runtime.archive.plan;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A small blob in memory: a manifest or an index. */
final class InlineContent implements BlobContent {

    private final byte[] bytes;

    InlineContent(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, ByteBuffer target) {
        Objects.checkFromIndexSize(position, target.remaining(), (long) bytes.length);
        target.put(bytes, (int) position, target.remaining());
    }
}
