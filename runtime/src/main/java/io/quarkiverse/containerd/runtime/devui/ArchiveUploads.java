package io.quarkiverse.containerd.runtime.devui;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.grpc.NamespaceNames;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;

/**
 * Archives that come piece by piece into the preseed directory. Each is a file that the preseed ignores until it is complete,
 * and then takes the place of what had its name. Their number, and the space that they may take, are bounded. Safe for use by
 * several threads.
 */
final class ArchiveUploads {

    private static final int MOST = 4;
    /** A browser that was closed does not say so. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);
    /** The longest name of a file, with what is added until it is complete, in bytes. */
    private static final int LONGEST_NAME = 220;

    private final Path directory;
    private final Disks disks;
    private final Map<Path, Upload> uploads = new HashMap<>();

    /**
     * @param directory the preseed directory
     * @param disks knows what has been claimed of its disk
     */
    ArchiveUploads(Path directory, Disks disks) {
        this.directory = directory;
        this.disks = disks;
    }

    /** An archive that is not complete. */
    private static final class Upload {
        private final Path target;
        private final Path temporary;
        private final FileChannel channel;
        private final Disk disk;
        private final long bytes;
        private long heard = System.nanoTime();

        Upload(Path target, Disk disk, long bytes) throws IOException {
            this.target = target;
            this.disk = disk;
            this.bytes = bytes;
            FileInstaller.removeUnfinished(target);
            temporary = Files.createTempFile(target.getParent(), "." + target.getFileName() + ".", ".tmp");
            channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        }

        boolean isSilent() {
            return System.nanoTime() - heard > LONGEST_SILENCE.toNanos();
        }

        void write(byte[] piece) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(piece);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            disk.release(piece.length);
            heard = System.nanoTime();
        }

        void close() throws IOException {
            disk.release(bytes - channel.size());
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Begins an upload.
     *
     * @param bytes the size of the archive
     * @return the path of the archive, relative to the preseed directory, by which the upload is known
     * @throws IOException if it is not possible; the message is a sentence
     */
    synchronized String begin(String namespace, String name, long bytes) throws IOException {
        requireName(namespace, name);
        Path target = directory.resolve(namespace).resolve(name);
        if (bytes < 0) {
            throw new IOException("An archive has no negative size.");
        }
        if (Files.isDirectory(target)) {
            throw new IOException(target + " is a directory; remove it first, or give the archive another name.");
        }
        closeSilent();
        if (uploads.containsKey(target)) {
            throw new IOException("An upload of " + namespace + "/" + name + " is under way.");
        }
        if (uploads.size() == MOST) {
            throw new IOException(MOST + " uploads are under way; try again when one of them has ended.");
        }
        try {
            Files.createDirectories(target.getParent());
            uploads.put(target, open(target, bytes));
        } catch (FileSystemException e) {
            throw new IOException(FileSystemErrors.explain(e, target, "Make the directory writable for this user, or set"
                    + " quarkus.containerd.preseed.directory to another one."), e);
        }
        return namespace + "/" + name;
    }

    private static void requireName(String namespace, String name) throws IOException {
        if (!NamespaceNames.isValid(namespace)) {
            throw new IOException("\"" + namespace + "\" is not a valid containerd namespace: a name has "
                    + NamespaceNames.RULE + ".");
        }
        if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.indexOf('\0') >= 0
                || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IOException("An archive needs a name of at most " + LONGEST_NAME
                    + " bytes that does not start with a dot and has no slash.");
        }
    }

    private Upload open(Path target, long bytes) throws IOException {
        Disk disk = disks.of(directory);
        long free = disk.claim(bytes);
        if (free < bytes) {
            throw new IOException("The archive has " + HumanReadable.bytes(bytes) + ", but the disk of " + directory + " has "
                    + HumanReadable.bytes(free) + " free, and " + HumanReadable.bytes(disk.reserve()) + " are kept free ("
                    + Disk.KEY + "); free some there.");
        }
        try {
            return new Upload(target, disk, bytes);
        } catch (IOException e) {
            disk.release(bytes);
            throw e;
        }
    }

    /**
     * Adds a piece.
     *
     * @param offset the number of bytes before it
     * @throws IOException if it cannot be added; the upload has ended then
     */
    synchronized void add(String path, long offset, byte[] piece) throws IOException {
        Upload upload = upload(path);
        try {
            if (upload.channel.size() != offset || offset + piece.length > upload.bytes) {
                throw new IOException("A piece of " + path + " is not where it belongs.");
            }
            upload.write(piece);
        } catch (IOException e) {
            cancel(path);
            throw e;
        }
    }

    /**
     * Ends an upload: the archive takes its place.
     *
     * @throws IOException if it is not complete, or cannot take its place
     */
    synchronized void finish(String path) throws IOException {
        Upload upload = upload(path);
        try {
            if (upload.channel.size() != upload.bytes) {
                throw new IOException(path + " has not arrived completely.");
            }
            upload.channel.force(true);
            Files.setPosixFilePermissions(upload.temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(upload.temporary, upload.target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            cancel(path);
        }
    }

    /** Ends an upload, if it is under way, and forgets what has come of it. */
    synchronized void cancel(String path) throws IOException {
        Upload upload = uploads.remove(directory.resolve(path));
        if (upload != null) {
            upload.close();
        }
    }

    /** Ends all uploads, and forgets what has come of them. */
    synchronized void cancelAll() throws IOException {
        for (Upload upload : List.copyOf(uploads.values())) {
            uploads.remove(upload.target);
            upload.close();
        }
    }

    private void closeSilent() throws IOException {
        for (Upload upload : List.copyOf(uploads.values())) {
            if (upload.isSilent()) {
                uploads.remove(upload.target);
                upload.close();
            }
        }
    }

    private Upload upload(String path) throws IOException {
        Upload upload = uploads.get(directory.resolve(path));
        if (upload == null) {
            throw new IOException("The upload of " + path + " has ended: its application was reloaded, or it was silent for "
                    + LONGEST_SILENCE.toSeconds() + " s. Start it again.");
        }
        return upload;
    }
}
