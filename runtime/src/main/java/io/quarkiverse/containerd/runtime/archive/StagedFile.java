package io.quarkiverse.containerd.runtime.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.quarkiverse.containerd.client.Digest;

/**
 * A file of a compressed archive that has been written to disk while the archive was decompressed.
 *
 * @param path the file on disk
 * @param digest the digest of its bytes
 */
public record StagedFile(Path path, Digest digest) {

    /**
     * Fills the buffer with its bytes.
     *
     * @param position position to start at, in bytes
     */
    public void read(long position, ByteBuffer target) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ChannelReads.fully(channel, target, position);
        }
    }

    /** Deletes it, if it is still there. */
    public void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
