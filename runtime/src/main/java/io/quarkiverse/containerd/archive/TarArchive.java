package io.quarkiverse.containerd.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/** An uncompressed tar file. Reads are positional, so threads do not disturb each other. */
final class TarArchive implements Archive {

    private final Path path;
    private final FileChannel channel;
    private final ArchiveIndex index;
    private final ArchiveLimits limits;

    TarArchive(Path path, FileChannel channel, ArchiveIndex index, ArchiveLimits limits) {
        this.path = path;
        this.channel = channel;
        this.index = index;
        this.limits = limits;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ArchiveIndex index() {
        return index;
    }

    @Override
    public ArchiveLimits limits() {
        return limits;
    }

    @Override
    public void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException {
        read(path, channel, file, position, target);
    }

    /** Reads before there is an index. */
    static void read(Path path, FileChannel channel, ArchiveFile file, long position, ByteBuffer target)
            throws ArchiveException {
        Objects.checkFromIndexSize(position, target.remaining(), file.size());
        try {
            fill(channel, file, position, target);
        } catch (IOException e) {
            throw new ArchiveException(path, file.name(), "cannot be read: " + e, e);
        }
    }

    private static void fill(FileChannel channel, ArchiveFile file, long start, ByteBuffer target) throws IOException {
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
        for (int i = 0; i < length; i++) {
            target.put((byte) 0);
        }
        return length;
    }

    @Override
    public InputStream open(ArchiveFile file) {
        return new ArchiveFileStream(this, file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
