package io.quarkiverse.containerd.runtime.archive.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ChannelReads;

/** A tar file on disk, of which only the headers are read. */
final class ChannelInput implements TarInput {

    private final FileChannel channel;
    private final long end;
    private long position;

    ChannelInput(FileChannel channel) throws IOException {
        this.channel = channel;
        this.end = channel.size();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public byte[] start(int most) throws IOException {
        return bytes(0, most);
    }

    @Override
    public byte[] read(int length) throws IOException {
        byte[] bytes = bytes(position, length);
        position += bytes.length;
        return bytes;
    }

    private byte[] bytes(long from, int most) throws IOException {
        byte[] bytes = new byte[(int) Math.min(most, end - from)];
        ChannelReads.fully(channel, ByteBuffer.wrap(bytes), from);
        return bytes;
    }

    @Override
    public long skip(long length) {
        long skipped = Math.min(length, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public long body(ArchiveFile file, long length) {
        return skip(length);
    }
}
