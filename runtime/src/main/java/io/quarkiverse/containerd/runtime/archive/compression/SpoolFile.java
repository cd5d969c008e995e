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
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;

/**
 * A file on disk for what is decompressed. It is deleted as soon as it is open, so that its space is released when it is
 * closed, even if the daemon is killed.
 */
final class SpoolFile implements Closeable {

    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    /** Number of bytes after which the free space is looked at again. */
    private static final long STRIDE = 4 * 1024 * 1024;

    private final Path directory;
    private final DecompressionErrors errors;
    private final FileChannel channel;
    private final Disk disk;
    private long claimed;
    private long written;
    private long looked;

    private SpoolFile(Path directory, Disks disks, DecompressionErrors errors) throws IOException {
        this.directory = directory;
        this.errors = errors;
        Files.createDirectories(directory);
        this.disk = disks.of(directory);
        this.channel = FileChannel.open(directory.resolve("quarkus-containerd-" + UUID.randomUUID()),
                Set.of(CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE), OWNER_ONLY);
    }

    /** Creates a file in a directory, which is created when it is needed. */
    static SpoolFile create(Path directory, Disks disks, DecompressionErrors errors) throws ArchiveException {
        try {
            return new SpoolFile(directory, disks, errors);
        } catch (ClosedByInterruptException e) {
            throw errors.interrupted(e);
        } catch (IOException e) {
            throw errors.unwritable(directory, e);
        }
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Claims room for the bytes that are to be written next.
     *
     * @param before the number of bytes that the archive has taken before, here and elsewhere
     * @throws ArchiveException if there is not enough
     */
    void claimRoom(long bytes, long before) throws ArchiveException {
        releaseRoom();
        if (disk.claim(bytes) < bytes) {
            throw errors.noRoom(disk, written, before + bytes);
        }
        claimed = bytes;
    }

    /** Releases room that has been claimed and is not needed. */
    void releaseRoom() {
        disk.release(claimed);
        claimed = 0;
    }

    void write(ByteBuffer bytes, long position) throws ArchiveException {
        if (written - looked > STRIDE) {
            looked = written;
            if (disk.isLow()) {
                throw errors.noRoom(disk, written, position + NoRoomException.MORE);
            }
        }
        int length = bytes.remaining();
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                int count = channel.write(bytes, at);
                at += count;
            }
            written += length;
            claimed -= length;
            disk.release(length);
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
