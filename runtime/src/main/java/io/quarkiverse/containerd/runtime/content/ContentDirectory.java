package io.quarkiverse.containerd.runtime.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContentMismatchException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.oci.Sha256;

/**
 * The directory in which containerd keeps each blob as a file under its digest. A file is written beside it, in a directory of
 * its own on the same file system, and gets its name once it is proven and on disk. Safe for use by several threads.
 */
final class ContentDirectory {

    /** Beside the directory and not in it, where containerd complains of what is no blob. */
    static final String UNFINISHED = "io.quarkiverse.containerd.unfinished";

    private static final Logger LOG = Logger.getLogger(ContentDirectory.class);
    private static final String METADATA = "io.containerd.metadata.v1.bolt/meta.db";
    /** Few enough bytes to be in the processor's cache still when they are hashed and written. */
    private static final int CHUNK = 256 << 10;
    /** The bytes of a file that are copied at once; file systems clone whole blocks, and all of these are. */
    private static final long PORTION = 8L << 20;

    private final Path blobs;
    private final Path unfinished;
    private final Path metadata;
    /** A run that was given up may still write to its files: no other one may take them for its own. */
    private final String prefix = UUID.randomUUID() + "-";
    private final AtomicLong number = new AtomicLong();
    /** Memory outside the heap, which digest and disk take without a copy; as many as there are writers at a time. */
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
    /** As many as there are large files that are being written; they end when there is nothing to do. */
    private final Executor syncs = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "containerd-content-sync");
        thread.setDaemon(true);
        return thread;
    });

    private ContentDirectory(Path content, Path root) {
        blobs = content.resolve("blobs").resolve("sha256");
        unfinished = root.resolve(UNFINISHED);
        metadata = root.resolve(METADATA);
    }

    /**
     * Returns the directory of a containerd; empty if it has none, or this process sees another one under that path, as in
     * another mount namespace: containerd's own has the database of its metadata beside it.
     */
    static Optional<ContentDirectory> of(ContainerdClient containerd) {
        return containerd.contentDirectory().map(content -> new ContentDirectory(content, root(content)))
                .filter(directory -> Files.isRegularFile(directory.metadata));
    }

    /** Returns containerd's root, or what is beside the directory where a link leads to it. */
    private static Path root(Path content) {
        return Files.isSymbolicLink(content) ? content.resolve("..") : content.getParent();
    }

    /** Whether there are files that are unfinished or that containerd may not have adopted, perhaps of a process that died. */
    boolean hasUnfinished() {
        return Files.isDirectory(unfinished);
    }

    /** Makes the directories, and deletes unfinished files that are there. */
    void prepare() throws IOException {
        Files.createDirectories(blobs);
        if (hasUnfinished()) {
            deleteUnfinished();
        } else {
            Files.createDirectory(unfinished,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        requireSameOwner();
    }

    /** containerd's own files belong to whoever runs it. */
    private void requireSameOwner() throws IOException {
        if (!Files.getAttribute(unfinished, "unix:uid").equals(Files.getAttribute(blobs, "unix:uid"))) {
            throw new IOException("it belongs to another user");
        }
    }

    private void deleteUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(unfinished)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Deletes the unfinished files with their directory. */
    void removeUnfinished() throws IOException {
        if (hasUnfinished()) {
            deleteUnfinished();
            Files.deleteIfExists(unfinished);
        }
    }

    /** Whether a blob has a file of its size. */
    boolean hasFile(Digest digest, long size) {
        return file(digest).toFile().length() == size && Files.isRegularFile(file(digest));
    }

    /**
     * Whether a blob has a file with its bytes; one that cannot be read has not.
     *
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    boolean hasBytes(Digest digest, long size) throws ClosedByInterruptException {
        return hasBytes(digest, size, DamagedBlobs.Pace.none());
    }

    /** Whether a blob has a file with its bytes, which are read at a limited rate. */
    boolean hasBytes(Digest digest, long size, DamagedBlobs.Pace pace) throws ClosedByInterruptException {
        // opening a FIFO waits for its writer
        if (!hasFile(digest, size)) {
            return false;
        }
        MessageDigest sha256 = Sha256.forSize(size);
        ByteBuffer buffer = takeBuffer();
        try (FileChannel channel = FileChannel.open(file(digest), StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                pace.await(buffer.position());
                sha256.update(buffer.flip());
            }
            return Digest.of(sha256).equals(digest);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            LOG.debugf(e, "The file of blob %s cannot be read", digest);
            return false;
        } finally {
            buffers.add(buffer);
        }
    }

    /** Begins a file that may become a blob's. */
    UnfinishedFile begin(long size) throws IOException {
        return new UnfinishedFile(unfinishedPath(), size, syncs);
    }

    private Path unfinishedPath() {
        return unfinished.resolve(prefix + number.incrementAndGet());
    }

    /**
     * Gives a blob a file, in the place of the one it may have. Its bytes are on disk then, and its name once
     * {@link #syncNames} has been called.
     *
     * @throws ContentMismatchException if the bytes have another digest
     * @throws IOException if the source or the disk fails; no file has been given the name then
     */
    void place(BlobUpload blob) throws IOException {
        if (blob.source() instanceof StagedSource staged) {
            place(blob.digest(), staged.file());
            return;
        }
        StagedFile written = write(blob);
        try {
            place(blob.digest(), written);
        } finally {
            written.delete();
        }
    }

    /** @throws ContentMismatchException if the bytes of a blob's source have another digest */
    void verify(BlobUpload blob) throws IOException {
        MessageDigest sha256 = Sha256.forSize(blob.size());
        ByteBuffer buffer = takeBuffer();
        try {
            read(blob, buffer, sha256::update);
        } finally {
            buffers.add(buffer);
        }
        requireDigest(blob.digest(), Digest.of(sha256));
    }

    private static void requireDigest(Digest expected, Digest found) {
        if (!found.equals(expected)) {
            throw new ContentMismatchException("placement", expected, "unexpected digest " + found + ", expected " + expected,
                    null);
        }
    }

    /** The file keeps its name, too, as containerd may collect the blob before it has adopted it. */
    private void place(Digest digest, StagedFile file) throws IOException {
        requireDigest(digest, file.digest());
        if (Files.isDirectory(file(digest), LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file(digest).toString(), null,
                    "a directory is in the place of this blob's file: remove it");
        }
        sync(file.path());
        Path link = Files.createLink(unfinishedPath(), file.path());
        try {
            Files.move(link, file(digest), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(link);
        }
    }

    /** Syncs the names of the files that have been placed. */
    void syncNames() throws IOException {
        sync(blobs);
    }

    private StagedFile write(BlobUpload blob) throws IOException {
        ByteBuffer buffer = takeBuffer();
        try (UnfinishedFile file = begin(blob.size())) {
            if (!(blob.source() instanceof FileSource source) || !copy(source, blob.size(), file, buffer)) {
                read(blob, buffer, file::write);
            }
            return file.finish();
        } finally {
            buffers.add(buffer);
        }
    }

    /** Takes the bytes of a blob, one buffer after the other. */
    private interface Sink {
        void take(ByteBuffer bytes) throws IOException;
    }

    private static void read(BlobUpload blob, ByteBuffer buffer, Sink sink) throws IOException {
        for (long position = 0; position < blob.size(); position += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), blob.size() - position));
            blob.source().read(position, buffer);
            sink.take(buffer.flip());
        }
    }

    /** Copies a file. @return false if its size has changed: who reads it knows better what to say */
    private static boolean copy(FileSource source, long size, UnfinishedFile file, ByteBuffer buffer) throws IOException {
        try (FileChannel original = RegularFiles.open(source.file())) {
            if (original.size() != size) {
                return false;
            }
            for (long position = 0; position < size; position += PORTION) {
                long length = Math.min(PORTION, size - position);
                source.copies().next(length);
                file.copy(original, position, length, buffer);
            }
            return true;
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a blob's file. */
    void delete(Digest digest) throws IOException {
        Files.deleteIfExists(file(digest));
    }

    private Path file(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    private ByteBuffer takeBuffer() {
        ByteBuffer free = buffers.poll();
        return free == null ? ByteBuffer.allocateDirect(CHUNK) : free;
    }

    @Override
    public String toString() {
        return blobs.toString();
    }
}
