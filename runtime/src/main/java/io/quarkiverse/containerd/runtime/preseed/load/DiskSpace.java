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
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;

/**
 * The free space on the disk of containerd's content store. An archive reserves the space it needs before anything of it is
 * sent, so that archives that are loaded at the same time do not fill the disk together. A blob of several archives takes space
 * once. Safe for use by several threads.
 */
public final class DiskSpace {

    /** Bytes that are kept free for others, among them containerd's own database. */
    static final long RESERVE = 32L << 20;

    private final Supplier<Optional<Path>> finder;
    private final ToLongFunction<Path> usable;
    private final Map<Digest, Share> shares = new HashMap<>();
    private long reservedToUnpack;
    private Optional<Path> directory;

    /**
     * @param finder finds a directory on the disk, empty if the space cannot be known; not asked before it matters
     * @param usable bytes that are free on the disk of a directory
     */
    DiskSpace(Supplier<Optional<Path>> finder, ToLongFunction<Path> usable) {
        this.finder = finder;
        this.usable = usable;
    }

    /** The space that a containerd has; not known if its directories cannot be seen from here. */
    public static DiskSpace of(ContainerdClient containerd) {
        // the first blob makes the directory, its parent is containerd's root
        Supplier<Optional<Path>> finder = () -> containerd.contentDirectory()
                .flatMap(content -> Stream.of(content, content.getParent()).filter(Files::isDirectory).findFirst());
        // FileStore looks for the mount point, which may be hidden in a container
        return new DiskSpace(finder, directory -> directory.toFile().getUsableSpace());
    }

    private Optional<Path> directory() {
        if (directory == null) {
            directory = finder.get();
        }
        return directory;
    }

    /** Bytes that are free and not reserved; empty if that is not known. */
    public synchronized OptionalLong free() {
        if (directory().isEmpty()) {
            return OptionalLong.empty();
        }
        long reserved = reservedToUnpack + shares.values().stream().mapToLong(share -> share.left).sum();
        return OptionalLong.of(Math.max(0, usable.applyAsLong(directory().get()) - reserved - RESERVE));
    }

    /** A reservation for one archive, of nothing yet. */
    public Reservation reservation() {
        return new Reservation();
    }

    private synchronized List<Digest> reserve(Path archive, Collection<PlannedBlob> blobs, long more)
            throws ArchiveException {
        long needed = more + blobs.stream().filter(blob -> !shares.containsKey(blob.descriptor().digest()))
                .mapToLong(blob -> blob.descriptor().size()).sum();
        OptionalLong free = free();
        if (free.isPresent() && free.getAsLong() < needed) {
            throw new ArchiveException(archive, null, "not enough disk space: it needs " + needed + " bytes ("
                    + HumanReadable.bytes(needed)
                    + (more == 0 ? "" : ", about " + HumanReadable.bytes(more) + " of it to be unpacked")
                    + "), but the disk of " + directory().get() + " has " + free.getAsLong() + " bytes ("
                    + HumanReadable.bytes(free.getAsLong()) + ") free, apart from " + HumanReadable.bytes(RESERVE)
                    + " that are kept free and what archives before it need; free some there, or remove the archive");
        }
        List<Digest> digests = blobs.stream().map(blob -> blob.descriptor().digest()).toList();
        blobs.forEach(blob -> shares.computeIfAbsent(blob.descriptor().digest(),
                digest -> new Share(blob.descriptor().size())));
        digests.forEach(digest -> shares.get(digest).archives++);
        reservedToUnpack += more;
        return digests;
    }

    private static final class Share {

        private long left;
        private int archives;

        Share(long left) {
            this.left = left;
        }
    }

    /** The space that one archive has reserved, until it has been sent and unpacked. */
    public final class Reservation implements AutoCloseable {

        private final List<Digest> digests = new ArrayList<>();
        private long toUnpack;

        private Reservation() {
        }

        /**
         * Reserves space for blobs.
         *
         * @param more bytes that the archive needs besides, to be unpacked
         * @throws ArchiveException if there is not enough
         */
        void add(Path archive, Collection<PlannedBlob> blobs, long more) throws ArchiveException {
            digests.addAll(reserve(archive, blobs, more));
            toUnpack += more;
        }

        /** Releases bytes of a blob that were sent: the disk itself counts them now. */
        void sent(Digest digest, long bytes) {
            synchronized (DiskSpace.this) {
                Share share = shares.get(digest);
                share.left = Math.max(0, share.left - bytes);
            }
        }

        @Override
        public void close() {
            synchronized (DiskSpace.this) {
                reservedToUnpack -= toUnpack;
                for (Digest digest : digests) {
                    if (--shares.get(digest).archives == 0) {
                        shares.remove(digest);
                    }
                }
            }
        }
    }
}
