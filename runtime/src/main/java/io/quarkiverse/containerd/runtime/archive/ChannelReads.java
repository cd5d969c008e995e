package io.quarkiverse.containerd.runtime.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads from a file channel that return the requested number of bytes. */
public final class ChannelReads {

    private ChannelReads() {
    }

    /** @throws EOFException if the file ends before the buffer is full */
    public static void fully(FileChannel channel, ByteBuffer target, long position) throws IOException {
        long offset = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, offset);
            if (count < 0) {
                throw new EOFException("the file ends at byte " + offset);
            }
            offset += count;
        }
    }
}
