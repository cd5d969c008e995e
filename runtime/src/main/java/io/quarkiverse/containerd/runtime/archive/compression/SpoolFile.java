package io.quarkiverse.containerd.runtime.archive.compression;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;

/**
 * A file on disk for what is decompressed. It is deleted as soon as it is open, so that its space is released when it is
 * closed, even if the daemon is killed.
 */
final class SpoolFile implements Closeable {

    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    /** Space that is left to others. */
    private static final long RESERVE = 32 * 1024 * 1024;
    /** Number of bytes after which the free space is checked again. */
    private static final long STRIDE = 16 * 1024 * 1024;

    private final Path directory;
    private final DecompressionErrors errors;
    private final FileChannel channel;
    private long written;
    private long looked;

    private SpoolFile(Path directory, DecompressionErrors errors) throws IOException {
        this.directory = directory;
        this.errors = errors;
        Files.createDirectories(directory);
        this.channel = FileChannel.open(directory.resolve("quarkus-containerd-" + UUID.randomUUID()),
                Set.of(CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE), OWNER_ONLY);
    }

    /** Creates a file in a directory, which is created when it is needed. */
    static SpoolFile create(Path directory, DecompressionErrors errors) throws ArchiveException {
        try {
            return new SpoolFile(directory, errors);
        } catch (ClosedByInterruptException e) {
            throw errors.interrupted(e);
        } catch (IOException e) {
            throw errors.unwritable(directory, e);
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** @throws ArchiveException if there is no room for so many bytes more */
    void requireRoom(long bytes) throws ArchiveException {
        // FileStore looks for the mount point, which may be hidden in a container
        long free = directory.toFile().getUsableSpace();
        if (free - bytes < RESERVE) {
            throw errors.noRoom(directory, free, written);
        }
        looked = written;
    }

    void write(ByteBuffer bytes, long position) throws ArchiveException {
        if (written - looked > STRIDE) {
            requireRoom(0);
        }
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                int count = channel.write(bytes, at);
                at += count;
                written += count;
            }
        } catch (ClosedByInterruptException e) {
            throw errors.interrupted(e);
        } catch (IOException e) {
            throw errors.unwritable(directory, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
