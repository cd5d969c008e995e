package io.quarkiverse.containerd.runtime.preseed.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.preseed.store.Amounts;

/**
 * The room on the disk of containerd's content store. Each archive is promised the room that it needs before anything of it is
 * sent, so that archives that are loaded at the same time do not fill the disk together. A blob that several need takes room
 * once. Safe for use by several threads.
 */
public final class DiskRoom {

    /** What is left free for others, among them containerd's own database, in bytes. */
    static final long RESERVE = 32L << 20;

    private final Supplier<Optional<Path>> finder;
    private final ToLongFunction<Path> usable;
    private final Map<Digest, Promise> promises = new HashMap<>();
    private long promisedToUnpack;
    private Optional<Path> directory;

    /**
     * @param finder tells a directory on the disk, empty if the room is not known; not asked before somebody wants to know
     * @param usable bytes that are free on the disk of a directory
     */
    DiskRoom(Supplier<Optional<Path>> finder, ToLongFunction<Path> usable) {
        this.finder = finder;
        this.usable = usable;
    }

    /** The room that a containerd has; not known if its directories cannot be seen from here. */
    public static DiskRoom of(ContainerdClient containerd) {
        // the first blob makes the directory, its parent is containerd's root
        Supplier<Optional<Path>> finder = () -> containerd.contentDirectory()
                .flatMap(content -> Stream.of(content, content.getParent()).filter(Files::isDirectory).findFirst());
        // FileStore looks for the mount point, which may be hidden in a container
        return new DiskRoom(finder, directory -> directory.toFile().getUsableSpace());
    }

    private Optional<Path> directory() {
        if (directory == null) {
            directory = finder.get();
        }
        return directory;
    }

    /** Bytes that are free and promised to nobody; empty if that is not known. */
    public synchronized OptionalLong free() {
        if (directory().isEmpty()) {
            return OptionalLong.empty();
        }
        long promised = promisedToUnpack + promises.values().stream().mapToLong(promise -> promise.left).sum();
        return OptionalLong.of(Math.max(0, usable.applyAsLong(directory().get()) - promised - RESERVE));
    }

    /** What one archive is promised; nothing yet. */
    public Claim claim() {
        return new Claim();
    }

    private synchronized List<Digest> promise(Path archive, Collection<PlannedBlob> blobs, long more)
            throws ArchiveException {
        long needed = more + blobs.stream().filter(blob -> !promises.containsKey(blob.descriptor().digest()))
                .mapToLong(blob -> blob.descriptor().size()).sum();
        OptionalLong free = free();
        if (free.isPresent() && free.getAsLong() < needed) {
            throw new ArchiveException(archive, null, "there is no room for it: it needs " + needed + " bytes ("
                    + Amounts.bytes(needed) + (more == 0 ? "" : ", about " + Amounts.bytes(more) + " of it to be unpacked")
                    + "), but of the disk of " + directory().get() + " " + free.getAsLong() + " bytes ("
                    + Amounts.bytes(free.getAsLong()) + ") are free, without " + Amounts.bytes(RESERVE)
                    + " that are kept and what archives before it need; make room there, or take the archive away");
        }
        List<Digest> digests = blobs.stream().map(blob -> blob.descriptor().digest()).toList();
        blobs.forEach(blob -> promises.computeIfAbsent(blob.descriptor().digest(),
                digest -> new Promise(blob.descriptor().size())));
        digests.forEach(digest -> promises.get(digest).archives++);
        promisedToUnpack += more;
        return digests;
    }

    private static final class Promise {

        private long left;
        private int archives;

        Promise(long left) {
            this.left = left;
        }
    }

    /** The room that one archive has been promised, until it is closed: when it has been sent, and unpacked too. */
    public final class Claim implements AutoCloseable {

        private final List<Digest> digests = new ArrayList<>();
        private long toUnpack;

        private Claim() {
        }

        /**
         * Promises the archive the room for blobs.
         *
         * @param more bytes that it needs besides, to be unpacked
         * @throws ArchiveException if there is not so much
         */
        void add(Path archive, Collection<PlannedBlob> blobs, long more) throws ArchiveException {
            digests.addAll(promise(archive, blobs, more));
            toUnpack += more;
        }

        /** Notes that bytes of a blob were sent: the disk itself tells of them. */
        void sent(Digest digest, long bytes) {
            synchronized (DiskRoom.this) {
                Promise promise = promises.get(digest);
                promise.left = Math.max(0, promise.left - bytes);
            }
        }

        @Override
        public void close() {
            synchronized (DiskRoom.this) {
                promisedToUnpack -= toUnpack;
                for (Digest digest : digests) {
                    if (--promises.get(digest).archives == 0) {
                        promises.remove(digest);
                    }
                }
            }
        }
    }
}
