package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

import io.quarkiverse.containerd.runtime.archive.ArchiveFile;

/** Streams a file of an archive. */
final class ArchiveFileStream extends InputStream {

    private final Archive archive;
    private final ArchiveFile file;
    private long position;

    ArchiveFileStream(Archive archive, ArchiveFile file) {
        this.archive = archive;
        this.file = file;
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
        int count = (int) Math.min(length, file.size() - position);
        if (count == 0) {
            return -1;
        }
        archive.read(file, position, ByteBuffer.wrap(bytes, offset, count));
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, file.size() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, file.size() - position);
    }
}
