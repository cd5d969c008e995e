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
import java.util.concurrent.atomic.AtomicLong;
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
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;

/**
 * The free space on the disk of containerd's content store. An archive reserves the space it needs before anything of it is
 * sent, so that archives that are loaded at the same time do not fill the disk together. A blob of several archives takes space
 * once. While bytes are written, what is really free is looked at. Safe for use by several threads, no lock is held meanwhile.
 */
public final class DiskSpace {

    /** Number of bytes after which the free space is looked at again. */
    private static final long STRIDE = 4L << 20;

    private final Supplier<Optional<Disk>> finder;
    /** Null before it is asked for. */
    private volatile Optional<Disk> disk;
    private final Map<Digest, Share> shares = new HashMap<>();

    /** @param finder finds the disk, empty if the space cannot be known; not asked before it matters */
    DiskSpace(Supplier<Optional<Disk>> finder) {
        this.finder = finder;
    }

    /** The space that a containerd has; not known if its directories cannot be seen from here. */
    public static DiskSpace of(ContainerdClient containerd, Disks disks) {
        // the first blob makes the directory, its parent is containerd's root
        return new DiskSpace(() -> containerd.contentDirectory()
                .flatMap(content -> Stream.of(content, content.getParent()).filter(Files::isDirectory).findFirst())
                .map(disks::of));
    }

    private Optional<Disk> disk() {
        Optional<Disk> known = disk;
        if (known == null) {
            known = finder.get();
            disk = known;
        }
        return known;
    }

    /** Bytes that are free and not reserved; empty if that is not known. */
    public OptionalLong free() {
        return disk().map(present -> OptionalLong.of(present.free())).orElseGet(OptionalLong::empty);
    }

    /** A reservation for one archive, of nothing yet. */
    public Reservation reservation() {
        return new Reservation();
    }

    /**
     * Makes calls by which containerd writes to its disk, and breaks them off when that has less left than is to stay free.
     *
     * @throws IOException if they were broken off; says how much is left
     */
    public <T> T watch(Supplier<T> calls) throws IOException {
        if (disk().isEmpty()) {
            return calls.get();
        }
        DiskWatch watch = new DiskWatch(disk().get());
        try {
            return watch.over(calls);
        } catch (ContainerdException e) {
            if (watch.hasCancelled()) {
                throw new IOException(full(disk().get()), e);
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
        private final AtomicLong sent = new AtomicLong();
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
            if (disk().isEmpty()) {
                share(blobs);
                return;
            }
            Disk present = disk().get();
            long needed = more + unshared(blobs);
            long free = present.claim(needed);
            if (free < needed) {
                close();
                throw new TransientArchiveException(archive, null, "not enough disk space: it needs " + needed + " bytes ("
                        + HumanReadable.bytes(needed)
                        + (more == 0 ? "" : ", about " + HumanReadable.bytes(more) + " of it to be unpacked")
                        + "), but the disk of " + present.directory() + " has " + free + " bytes ("
                        + HumanReadable.bytes(free) + ") free, what archives before it need aside, and " + kept(present)
                        + "; free some there, or remove the archive", null);
            }
            toUnpack += more;
            settle(present, needed, more + share(blobs));
        }

        /** Corrects a claim for blobs that other archives have begun or ceased to bring since. */
        private static void settle(Disk disk, long claimed, long needed) {
            if (needed < claimed) {
                disk.release(claimed - needed);
            } else {
                disk.claimRegardless(needed - claimed);
            }
        }

        /** Returns the bytes of those blobs that no other archive brings. */
        private long unshared(Collection<PlannedBlob> blobs) {
            synchronized (shares) {
                return blobs.stream().map(PlannedBlob::descriptor).filter(blob -> !shares.containsKey(blob.digest()))
                        .collect(Collectors.toMap(Descriptor::digest, Descriptor::size, (size, same) -> size)).values().stream()
                        .mapToLong(Long::longValue).sum();
            }
        }

        /** Takes part in blobs. @return the bytes of those that no other archive brings */
        private long share(Collection<PlannedBlob> blobs) {
            synchronized (shares) {
                long bytes = 0;
                for (PlannedBlob blob : blobs) {
                    Share share = shares.get(blob.descriptor().digest());
                    if (share == null) {
                        share = new Share(blob.descriptor().size());
                        shares.put(blob.descriptor().digest(), share);
                        bytes += share.left;
                    }
                    share.archives++;
                    digests.add(blob.descriptor().digest());
                }
                return bytes;
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
            look(bytes);
        }

        /** Releases bytes of such a file that are not written. */
        void unstage(long bytes) {
            release(bytes);
        }

        private void look(long bytes) throws IOException {
            long all = sent.addAndGet(bytes);
            if (all / STRIDE != (all - bytes) / STRIDE && disk().filter(Disk::isLow).isPresent()) {
                throw new IOException(full(disk().get()));
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
            release(toUnpack + leave());
            toUnpack = 0;
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
