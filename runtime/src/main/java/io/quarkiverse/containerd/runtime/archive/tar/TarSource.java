package io.quarkiverse.containerd.runtime.archive.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.ChannelReads;
import io.quarkiverse.containerd.runtime.archive.Extent;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;

/**
 * The files of an uncompressed tar file.
 *
 * @param path the archive, for messages
 * @param channel the tar file
 */
public record TarSource(Path path, FileChannel channel) implements ArchiveSource {

    private static final byte[] ZEROS = new byte[4096];

    @Override
    public void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException {
        Objects.checkFromIndexSize(position, target.remaining(), file.size());
        try {
            fill(file, position, target);
        } catch (IOException e) {
            throw new TransientArchiveException(path, file.name(), "cannot be read: " + FileSystemErrors.describe(e), e);
        }
    }

    private void fill(ArchiveFile file, long start, ByteBuffer target) throws IOException {
        int limit = target.limit();
        long position = start;
        for (Extent extent : file.extents()) {
            if (!target.hasRemaining()) {
                return;
            }
            long into = position - extent.position();
            if (into >= extent.length()) {
                continue;
            }
            if (into < 0) {
                position += zeros(target, -into);
                into = position - extent.position();
            }
            if (into >= 0 && target.hasRemaining()) {
                int length = (int) Math.min(target.remaining(), extent.length() - into);
                target.limit(target.position() + length);
                try {
                    ChannelReads.fully(channel, target, extent.offset() + into);
                } finally {
                    target.limit(limit);
                }
                position += length;
            }
        }
        zeros(target, target.remaining());
    }

    private static long zeros(ByteBuffer target, long count) {
        int length = (int) Math.min(target.remaining(), count);
        for (int left = length; left > 0; left -= Math.min(left, ZEROS.length)) {
            target.put(ZEROS, 0, Math.min(left, ZEROS.length));
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
