package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.disk.NoRoomException;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;

/**
 * The free space on the disks of containerd's content store and of its snapshots, most often the same. An archive reserves the
 * space it needs before anything of it is sent, so that archives that are loaded at the same time do not fill a disk together.
 * A blob of several archives takes space once. While bytes are written, what is really free is looked at. Safe for use by
 * several threads; no lock is held while a disk is looked at.
 */
public final class DiskSpace {

    /** Number of bytes after which the free space is looked at again. */
    private static final long STRIDE = 4L << 20;

    private final Supplier<Optional<Disk>> finder;
    private final String snapshotter;
    private final Function<String, Optional<Disk>> snapshots;
    private final Map<String, Optional<Disk>> snapshotDisks = new ConcurrentHashMap<>();
    /** Null before it is asked for. */
    private volatile Optional<Disk> disk;
    private final Map<Digest, Share> shares = new HashMap<>();

    /**
     * @param finder finds the disk of the content, empty if the space cannot be known; not asked before it matters
     * @param snapshotter the snapshotter that images are unpacked into
     * @param snapshots finds the disk of a snapshotter, empty if it cannot be known; not asked before it matters
     */
    DiskSpace(Supplier<Optional<Disk>> finder, String snapshotter, Function<String, Optional<Disk>> snapshots) {
        this.finder = finder;
        this.snapshotter = snapshotter;
        this.snapshots = snapshots;
    }

    /**
     * The space that a containerd has; not known if its directories cannot be seen from here.
     *
     * @param snapshotter the snapshotter that images are unpacked into
     */
    public static DiskSpace of(ContainerdClient containerd, String snapshotter, Disks disks) {
        // the first blob makes the directory, its parent is containerd's root
        return new DiskSpace(() -> containerd.contentDirectory()
                .flatMap(content -> Stream.of(content, content.getParent()).filter(Files::isDirectory).findFirst())
                .map(disks::of), snapshotter,
                name -> containerd.snapshotterDirectory(name).filter(Files::isDirectory).map(disks::of));
    }

    private Optional<Disk> disk() {
        Optional<Disk> known = disk;
        if (known == null) {
            known = finder.get();
            disk = known;
        }
        return known;
    }

    /** Returns the disk of a snapshotter; that of the content if it is not known. */
    private Optional<Disk> disk(String name) {
        Optional<Disk> known = snapshotDisks.get(name);
        if (known == null) {
            known = snapshots.apply(name).or(this::disk);
            snapshotDisks.put(name, known);
        }
        return known;
    }

    /** Bytes that are free and not reserved for content; empty if that is not known. */
    public OptionalLong free() {
        return disk().map(present -> OptionalLong.of(present.free())).orElseGet(OptionalLong::empty);
    }

    /** A reservation for one archive, of nothing yet. */
    public Reservation reservation() {
        return new Reservation();
    }

    /**
     * Makes calls by which containerd writes snapshots, and breaks them off when their disk has less left than is to stay free.
     *
     * @param name the snapshotter
     * @throws NoRoomException if they were broken off; says how much is left
     */
    public <T> T watch(String name, Supplier<T> calls) throws IOException {
        Optional<Disk> watched = disk(name);
        if (watched.isEmpty()) {
            return calls.get();
        }
        Disk disk = watched.get();
        long before = disk.free();
        DiskWatch watch = new DiskWatch(disk);
        try {
            return watch.over(calls);
        } catch (ContainerdException e) {
            if (watch.hasCancelled()) {
                throw new NoRoomException(full(disk), disk, before + NoRoomException.MORE, e);
            }
            throw e;
        }
    }

    private static String full(Disk disk) {
        return "the disk of " + disk.directory() + " has only " + HumanReadable.bytes(disk.freeAltogether())
                + " left, and " + kept(disk) + "; free some there, or remove the archive";
    }

    private static String kept(Disk disk) {
        return HumanReadable.bytes(disk.reserve()) + " are kept free (" + Disk.KEY + ")";
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
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong staged = new AtomicLong();
        private long toUnpack;

        private Reservation() {
        }

        /**
         * Reserves space for blobs; if there is not enough, for nothing any more. Others are not in its way meanwhile.
         *
         * @param more bytes that the archive needs besides, to be unpacked
         * @throws ArchiveException if there is not enough
         */
        void add(Path archive, Collection<PlannedBlob> blobs, long more) throws ArchiveException {
            Optional<Disk> known = disk();
            if (known.isEmpty()) {
                synchronized (shares) {
                    share(blobs);
                }
                return;
            }
            Disk content = known.get();
            Disk unpacked = more == 0 ? content : disk(snapshotter).get();
            if (unpacked.isThatOf(content)) {
                claim(archive, content, blobs, more);
            } else {
                claim(archive, unpacked, List.of(), more);
                try {
                    claim(archive, content, blobs, 0);
                } catch (ArchiveException e) {
                    unpacked.release(more);
                    throw e;
                }
            }
            toUnpack += more;
        }

        /**
         * Claims space of a disk, and takes part in the blobs in the same moment: else an archive could be refused for want of
         * space for a blob that another one has just begun to bring.
         */
        private void claim(Path archive, Disk disk, Collection<PlannedBlob> blobs, long more) throws ArchiveException {
            while (true) {
                Disk.Look look = disk.look();
                long needed;
                synchronized (shares) {
                    needed = more + unshared(blobs);
                    if (look.free() >= needed && disk.claim(needed, look)) {
                        share(blobs);
                        return;
                    }
                }
                if (look.free() < needed) {
                    close();
                    throw refused(archive, disk, needed, look.free(), more);
                }
            }
        }

        private TransientArchiveException refused(Path archive, Disk disk, long needed, long free, long unpacked) {
            String reason = "not enough disk space: it needs " + needed + " bytes ("
                    + HumanReadable.bytes(needed)
                    + (unpacked == 0 ? "" : ", about " + HumanReadable.bytes(unpacked) + " of it to be unpacked")
                    + "), but the disk of " + disk.directory() + " has " + free + " bytes ("
                    + HumanReadable.bytes(free) + ") free, what archives before it need aside, and " + kept(disk)
                    + "; free some there, or remove the archive";
            return new TransientArchiveException(archive, null, reason,
                    new NoRoomException(reason, disk, needed + staged.get()));
        }

        /** Returns the bytes of those blobs that no other archive brings. */
        private long unshared(Collection<PlannedBlob> blobs) {
            return blobs.stream().map(PlannedBlob::descriptor).filter(blob -> !shares.containsKey(blob.digest()))
                    .collect(Collectors.toMap(Descriptor::digest, Descriptor::size, (size, same) -> size)).values().stream()
                    .mapToLong(Long::longValue).sum();
        }

        private void share(Collection<PlannedBlob> blobs) {
            for (PlannedBlob blob : blobs) {
                Digest digest = blob.descriptor().digest();
                shares.computeIfAbsent(digest, absent -> new Share(blob.descriptor().size())).archives++;
                digests.add(digest);
            }
        }

        /**
         * Releases bytes of a blob that are sent: the disk itself counts them now.
         *
         * @throws IOException if the disk has less left than is to stay free
         */
        void sent(Digest digest, long bytes) throws IOException {
            release(taken(digest, bytes));
            look(bytes);
        }

        /**
         * Reserves space for a file that is written before it is known what is wanted.
         *
         * @return whether there is enough; else nothing is reserved
         */
        boolean stage(long bytes) {
            return disk().isPresent() && disk().get().claim(bytes) >= bytes;
        }

        /**
         * Releases bytes of such a file that are written: the disk itself counts them now.
         *
         * @throws IOException if the disk has less left than is to stay free
         */
        void staged(long bytes) throws IOException {
            release(bytes);
            staged.addAndGet(bytes);
            look(bytes);
        }

        /** Releases bytes of such a file that are not written. */
        void unstage(long bytes) {
            release(bytes);
        }

        private void look(long bytes) throws IOException {
            long all = written.addAndGet(bytes);
            if (all / STRIDE != (all - bytes) / STRIDE && disk().filter(Disk::isLow).isPresent()) {
                throw new NoRoomException(full(disk().get()), disk().get(), staged.get() + NoRoomException.MORE);
            }
        }

        private long taken(Digest digest, long bytes) {
            synchronized (shares) {
                Share share = shares.get(digest);
                long taken = Math.min(share.left, bytes);
                share.left -= taken;
                return taken;
            }
        }

        /** Releases bytes. The disk is not looked for because of nothing. */
        private void release(long bytes) {
            if (bytes > 0) {
                disk().ifPresent(present -> present.release(bytes));
            }
        }

        @Override
        public void close() {
            release(leave());
            if (toUnpack > 0) {
                disk(snapshotter).ifPresent(disk -> disk.release(toUnpack));
                toUnpack = 0;
            }
        }

        /** Leaves all blobs. @return the bytes that nobody sends any more */
        private long leave() {
            synchronized (shares) {
                long bytes = 0;
                for (Digest digest : digests) {
                    Share share = shares.get(digest);
                    if (--share.archives == 0) {
                        shares.remove(digest);
                        bytes += share.left;
                    }
                }
                digests.clear();
                return bytes;
            }
        }
    }
}
