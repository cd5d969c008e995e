package io.quarkiverse.containerd.runtime.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.concurrent.Executor;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ChannelReads;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.oci.Sha256;

/** A file beside containerd's content directory that is being written, and hashed on its way. */
final class UnfinishedFile implements Staging.Entry {

    private final Path path;
    private final FileChannel channel;
    private final MessageDigest sha256;
    private final WriteBehind disk;
    private boolean finished;

    /**
     * @param size the number of bytes to come
     * @param threads sync what is written while more comes
     */
    UnfinishedFile(Path path, long size, Executor threads) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        this.sha256 = Sha256.forSize(size);
        this.disk = new WriteBehind(channel, threads);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        sha256.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        disk.written(length);
    }

    /**
     * Copies the next bytes from the same position of another file: the kernel clones them where the file system can, and the
     * JVM asks for that, which Java 17 does not. They are hashed as they are here, as the other file may be changed meanwhile.
     *
     * @param buffer memory for reading
     * @throws EOFException if the other file ends before that
     */
    void copy(FileChannel original, long position, long length, ByteBuffer buffer) throws IOException {
        long end = position + length;
        for (long at = position; at < end; at = channel.position()) {
            if (original.transferTo(at, end - at, channel) == 0) {
                throw new EOFException();
            }
        }
        for (long at = position; at < end; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            ChannelReads.fully(channel, buffer, at);
            sha256.update(buffer.flip());
        }
        disk.written((int) length);
    }

    @Override
    public StagedFile finish() throws IOException {
        disk.await();
        // as containerd's own
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
        finished = true;
        return new StagedFile(path, Digest.of(sha256));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!finished) {
            Files.deleteIfExists(path);
        }
    }
}
